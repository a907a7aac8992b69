"""Pages of the zoning floor."""

from django.urls import URLPattern

app_name = "zoning"
urlpatterns: list[URLPattern] = []
