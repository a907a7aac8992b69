"""Pages of the duty floor."""

from django.urls import path

from wanjia.duty import views, views_trips

app_name = "duty"
urlpatterns = [
    path("duty/", views.duty, name="duty"),
    path("duty/swap/", views.swap, name="swap"),
    path("duty/wishes/", views.wishes, name="wishes"),
    path("duty/wishes/<uuid:wish_id>/drop/", views.drop_wish, name="wish_drop"),
    path("duty/home/", views.home, name="home"),
    path("duty/teams/new/", views.team, name="team_new"),
    path("duty/teams/<uuid:team_id>/", views.team, name="team"),
    path("duty/teams/<uuid:team_id>/make/", views.make, name="make"),
    path("duty/rosters/<uuid:roster_id>/", views.roster, name="roster"),
    path("trips/", views_trips.trips, name="trips"),
    path("trips/new/", views_trips.new, name="trip_new"),
    path("trips/<uuid:trip_id>/", views_trips.trip, name="trip"),
    path("trips/<uuid:trip_id>/step/", views_trips.step, name="trip_step"),
]
