"""Pages of the duty floor."""

from django.urls import path

from wanjia.duty.rosters import views
from wanjia.duty.trips import views as trips_views

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
    path("trips/", trips_views.trips, name="trips"),
    path("trips/new/", trips_views.new, name="trip_new"),
    path("trips/<uuid:trip_id>/", trips_views.trip, name="trip"),
    path("trips/<uuid:trip_id>/step/", trips_views.step, name="trip_step"),
]
