"""Pages of the needs floor."""

from django.urls import URLPattern

app_name = "needs"
urlpatterns: list[URLPattern] = []
