"""Pages of the web floor."""

from django.urls import URLPattern

app_name = "web"
urlpatterns: list[URLPattern] = []
