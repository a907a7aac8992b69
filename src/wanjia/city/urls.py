"""Pages of the city floor."""

from django.urls import path

from wanjia.city import views

app_name = "city"
urlpatterns = [
    path("", views.city, name="city"),
    path("areas/<uuid:area_id>/", views.area, name="area"),
    path("areas/<uuid:area_id>/figures.csv", views.area_csv, name="area_csv"),
    path("areas/<uuid:area_id>/figures.xlsx", views.area_xlsx, name="area_xlsx"),
    path("communities/<uuid:community_id>/", views.community, name="community"),
]
