"""Pages of the sites floor."""

from django.urls import path

from wanjia.sites.sites import report_views
from wanjia.sites.sites import views as sites_views
from wanjia.sites.transfers import confirmation_views
from wanjia.sites.transfers import views as transfers_views

app_name = "sites"
urlpatterns = [
    path("transfers/", transfers_views.transfers, name="transfers"),
    path("transfers/new/", transfers_views.new, name="transfer_new"),
    path("transfers/confirm/<uuid:alarm_id>/", confirmation_views.confirm_alarm, name="confirm"),
    path("transfers/trips/", transfers_views.trips, name="trips"),
    path("transfers/trips/<uuid:ride_id>/", transfers_views.trip, name="trip"),
    path("transfers/<uuid:transfer_id>/", transfers_views.transfer, name="transfer"),
    path("transfers/<uuid:transfer_id>/step/", transfers_views.step, name="transfer_step"),
    path("sites/", sites_views.sites, name="sites"),
    path("sites/new/", sites_views.new, name="new"),
    path("sites/<uuid:site_id>/", sites_views.site, name="site"),
    path("sites/<uuid:site_id>/board.xlsx", sites_views.site_xlsx, name="site_xlsx"),
    path("sites/<uuid:site_id>/step/", sites_views.site_step, name="site_step"),
    path("s/<str:token>/", report_views.site_report, name="report"),
]
