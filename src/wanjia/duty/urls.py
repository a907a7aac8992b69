"""Pages of the duty floor."""

from django.urls import path

from wanjia.core.acts import act_urls
from wanjia.duty.load import views as load_views
from wanjia.duty.rosters import views as rosters_views
from wanjia.duty.trips import views as trips_views

app_name = "duty"
urlpatterns = [
    path("duty/", rosters_views.duty, name="duty"),
    path("duty/load/", load_views.load, name="load"),
    path("duty/swap/", rosters_views.swap, name="swap"),
    path("duty/wishes/", rosters_views.wishes, name="wishes"),
    path("duty/wishes/<uuid:wish_id>/drop/", rosters_views.drop_wish, name="wish_drop"),
    path("duty/home/", rosters_views.home, name="home"),
    *act_urls(
        "duty/home/",
        rosters_views.HOME_ACTS,
        back="duty:home",
        refused=rosters_views.refuse_stay,
        prefix="home_",
    ),
    path("duty/teams/new/", rosters_views.team, name="team_new"),
    path("duty/teams/<uuid:team_id>/", rosters_views.team, name="team"),
    path("duty/teams/<uuid:team_id>/make/", rosters_views.make, name="make"),
    path("duty/rosters/<uuid:roster_id>/", rosters_views.roster, name="roster"),
    path("duty/rosters/<uuid:roster_id>/publish/", rosters_views.publish, name="publish"),
    path("duty/rosters/<uuid:roster_id>/discard/", rosters_views.discard, name="discard"),
    path("trips/", trips_views.trips, name="trips"),
    path("trips/new/", trips_views.new, name="trip_new"),
    path("trips/<uuid:trip_id>/", trips_views.trip, name="trip"),
    *act_urls(
        "trips/<uuid:trip_id>/",
        trips_views.ACTS,
        back="duty:trip",
        refused=trips_views.trip_with_refusal,
        prefix="trip_",
    ),
]
