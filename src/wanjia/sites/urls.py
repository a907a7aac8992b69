"""Pages of the sites floor."""

from django.urls import path

from wanjia.sites import views_confirm, views_report, views_sites, views_transfers

app_name = "sites"
urlpatterns = [
    path("transfers/", views_transfers.transfers, name="transfers"),
    path("transfers/new/", views_transfers.new, name="transfer_new"),
    path("transfers/confirm/<uuid:alarm_id>/", views_confirm.confirm_alarm, name="confirm"),
    path("transfers/trips/", views_transfers.trips, name="trips"),
    path("transfers/trips/<uuid:ride_id>/", views_transfers.trip, name="trip"),
    path("transfers/<uuid:transfer_id>/", views_transfers.transfer, name="transfer"),
    path("transfers/<uuid:transfer_id>/step/", views_transfers.step, name="transfer_step"),
    path("sites/", views_sites.sites, name="sites"),
    path("sites/new/", views_sites.new, name="new"),
    path("sites/<uuid:site_id>/", views_sites.site, name="site"),
    path("sites/<uuid:site_id>/board.xlsx", views_sites.site_xlsx, name="site_xlsx"),
    path("sites/<uuid:site_id>/step/", views_sites.site_step, name="site_step"),
    path("s/<str:token>/", views_report.site_report, name="report"),
]
