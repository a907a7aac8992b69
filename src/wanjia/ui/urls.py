"""Pages of the web floor."""

from django.urls import path

from wanjia.core.acts import act_urls
from wanjia.ui import drafts, large_print, offline, pages
from wanjia.ui.accounts import api_key_views, sign_in, staff_views
from wanjia.ui.accounts import views as pages_of_accounts
from wanjia.ui.household import views as household
from wanjia.ui.journal import views as journal_page
from wanjia.ui.live import views as live
from wanjia.ui.paper import views as paper
from wanjia.ui.practice import views as practice
from wanjia.ui.search import views as find
from wanjia.ui.start import views as start
from wanjia.ui.system import health
from wanjia.ui.system import views as system_pages
from wanjia.ui.today import views as today
from wanjia.ui.wall import board
from wanjia.ui.wall import views as wall
from wanjia.ui.workday import views as day

app_name = "ui"
urlpatterns = [
    path("", today.today, name="today"),
    path("login/", sign_in.sign_in, name="login"),
    path("ok/", pages.alive, name="alive"),
    path("health/live", health.live, name="live"),
    path("health/ready", health.ready, name="ready"),
    path("metrics", health.metrics, name="metrics"),
    path("system/", system_pages.system, name="system"),
    path("help/", pages.help_page, name="help"),
    path("practice/begin/", practice.begin, name="practice_begin"),
    path("practice/leave/", practice.leave, name="practice_leave"),
    path("practice/end/", practice.end, name="practice_end"),
    path("drafts/<uuid:draft_id>/", drafts.draft, name="draft"),
    path("find/", find.find, name="find"),
    path("live/", live.stream, name="live_stream"),
    path("live/who/", live.who, name="live_who"),
    path("live/now/", live.now, name="live_now"),
    path("wall/", wall.walls, name="walls"),
    path("wall/board/", board.board, name="board"),
    path("wall/<uuid:estate_id>/", wall.wall, name="wall"),
    path("day/", day.day, name="day"),
    path("day/<uuid:user_id>/", day.day_of, name="day_of"),
    path("journal/", journal_page.journal_page, name="journal"),
    path("keys/", api_key_views.keys, name="keys"),
    path("keys/<uuid:key_id>/revoke/", api_key_views.revoke, name="key_revoke"),
    path("account/", pages_of_accounts.account, name="account"),
    path("account/end/", pages_of_accounts.end, name="account_end"),
    path("account/password/", pages_of_accounts.password, name="account_password"),
    path("start/", start.start, name="start"),
    path("start/aside/", start.set_aside, name="set_aside"),
    path("start/finish/", start.finish, name="finish_setup"),
    path("start/address/", start.address, name="address"),
    path("start/address/trial/", start.trial, name="address_trial"),
    path("start/seen/<str:code>/", start.arrived, name="arrived"),
    path("start/<str:token>/", start.found, name="found"),
    path("staff/", staff_views.staff, name="staff"),
    path("staff/invite/", staff_views.invite, name="invite"),
    path("staff/<uuid:membership_id>/lost/", staff_views.lose_phone, name="staff_lost"),
    *act_urls(
        "staff/<uuid:membership_id>/",
        staff_views.MEMBER_ACTS,
        back="ui:staff",
        refused=staff_views.refuse_staff_act,
        prefix="staff_",
        to_list=True,
    ),
    *act_urls(
        "staff/invitations/<uuid:invitation_id>/",
        staff_views.INVITATION_ACTS,
        back="ui:staff",
        refused=staff_views.refuse_staff_act,
        prefix="invitation_",
        to_list=True,
    ),
    path("join/<str:token>/", staff_views.join, name="join"),
    path("h/<str:token>/", household.household, name="household"),
    path("h/<str:token>/manifest.webmanifest", offline.manifest, name="household_manifest"),
    path("manifest.webmanifest", offline.manifest, name="manifest"),
    path("sw.js", offline.worker, name="worker"),
    path("offline/", offline.offline, name="offline"),
    path("paper/<uuid:round_id>/", paper.slips, name="paper"),
    path("paper/<uuid:round_id>/typed/", paper.typed, name="paper_typed"),
    path("large/", large_print.switch, name="large"),
]
