"""Pages of the privacy floor."""

from django.urls import path

app_name = "privacy"
urlpatterns: list = []
