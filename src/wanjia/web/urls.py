"""Pages of the web floor."""

from django.urls import path

from wanjia.web import account, day, find, household, journal_page, keys, pages, today, wall

app_name = "web"
urlpatterns = [
    path("", today.today, name="today"),
    path("login/", account.sign_in, name="login"),
    path("ok/", pages.alive, name="alive"),
    path("help/", pages.help_page, name="help"),
    path("find/", find.find, name="find"),
    path("wall/", wall.walls, name="walls"),
    path("wall/<uuid:estate_id>/", wall.wall, name="wall"),
    path("day/", day.day, name="day"),
    path("day/<uuid:user_id>/", day.day_of, name="day_of"),
    path("journal/", journal_page.journal_page, name="journal"),
    path("keys/", keys.keys, name="keys"),
    path("keys/<uuid:key_id>/revoke/", keys.revoke, name="key_revoke"),
    path("h/<str:token>/", household.household, name="household"),
]
