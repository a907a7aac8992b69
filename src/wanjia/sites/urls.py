"""Pages of the sites floor."""

from django.urls import path

from wanjia.core.acts import act_urls
from wanjia.reports.results.views import confirm_alarm
from wanjia.sites.sites import report_views
from wanjia.sites.sites import views as sites_views
from wanjia.sites.transfers import views as transfers_views

app_name = "sites"
urlpatterns = [
    path("transfers/", transfers_views.transfers, name="transfers"),
    path("transfers/new/", transfers_views.new, name="transfer_new"),
    path("transfers/confirm/<uuid:alarm_id>/", confirm_alarm, name="confirm"),
    path("transfers/trips/", transfers_views.trips, name="trips"),
    *act_urls(
        "transfers/vehicles/",
        transfers_views.VEHICLE_ACTS,
        back="sites:trips",
        refused=transfers_views.trips,
        prefix="vehicle_",
    ),
    *act_urls(
        "transfers/trips/",
        transfers_views.TRIPS_ACTS,
        back="sites:trips",
        refused=transfers_views.trips,
        prefix="trip_",
    ),
    path("transfers/trips/<uuid:ride_id>/", transfers_views.trip, name="trip"),
    *act_urls(
        "transfers/trips/<uuid:ride_id>/",
        transfers_views.TRIP_ACTS,
        back="sites:trip",
        refused=transfers_views.trip_with_refusal,
        prefix="trip_",
    ),
    path("transfers/<uuid:transfer_id>/", transfers_views.transfer, name="transfer"),
    *act_urls(
        "transfers/<uuid:transfer_id>/",
        transfers_views.ACTS,
        back="sites:transfer",
        refused=transfers_views.transfer_with_refusal,
        prefix="transfer_",
    ),
    path("sites/", sites_views.sites, name="sites"),
    path("sites/new/", sites_views.new, name="new"),
    path("sites/<uuid:site_id>/", sites_views.site, name="site"),
    path("sites/<uuid:site_id>/board.xlsx", sites_views.site_xlsx, name="site_xlsx"),
    *act_urls(
        "sites/<uuid:site_id>/",
        sites_views.ACTS,
        back="sites:site",
        refused=sites_views.site_with_refusal,
        prefix="site_",
    ),
    path("s/<str:token>/", report_views.site_report, name="report"),
]
