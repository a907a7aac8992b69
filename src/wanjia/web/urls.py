"""Pages of the web floor."""

from django.urls import path

from wanjia.web import (
    account,
    day,
    drafts,
    find,
    household,
    journal_page,
    keys,
    large,
    offline,
    pages,
    paper,
    today,
    wall,
)
from wanjia.web.accounts import pages as pages_of_accounts
from wanjia.web.accounts import staff_pages
from wanjia.web.system import health
from wanjia.web.system import pages as system_pages

app_name = "web"
urlpatterns = [
    path("", today.today, name="today"),
    path("login/", account.sign_in, name="login"),
    path("ok/", pages.alive, name="alive"),
    path("health/live", health.live, name="live"),
    path("health/ready", health.ready, name="ready"),
    path("metrics", health.metrics, name="metrics"),
    path("system/", system_pages.system, name="system"),
    path("help/", pages.help_page, name="help"),
    path("drafts/<uuid:draft_id>/", drafts.draft, name="draft"),
    path("find/", find.find, name="find"),
    path("wall/", wall.walls, name="walls"),
    path("wall/<uuid:estate_id>/", wall.wall, name="wall"),
    path("day/", day.day, name="day"),
    path("day/<uuid:user_id>/", day.day_of, name="day_of"),
    path("journal/", journal_page.journal_page, name="journal"),
    path("keys/", keys.keys, name="keys"),
    path("keys/<uuid:key_id>/revoke/", keys.revoke, name="key_revoke"),
    path("account/", pages_of_accounts.account, name="account"),
    path("account/end/", pages_of_accounts.end, name="account_end"),
    path("account/password/", pages_of_accounts.password, name="account_password"),
    path("staff/", staff_pages.staff, name="staff"),
    path("staff/invite/", staff_pages.invite, name="invite"),
    path("staff/step/", staff_pages.step, name="staff_step"),
    path("join/<str:token>/", staff_pages.join, name="join"),
    path("h/<str:token>/", household.household, name="household"),
    path("h/<str:token>/manifest.webmanifest", offline.manifest, name="household_manifest"),
    path("manifest.webmanifest", offline.manifest, name="manifest"),
    path("sw.js", offline.worker, name="worker"),
    path("offline/", offline.offline, name="offline"),
    path("paper/<uuid:round_id>/", paper.slips, name="paper"),
    path("paper/<uuid:round_id>/typed/", paper.typed, name="paper_typed"),
    path("large/", large.switch, name="large"),
]
