"""Pages of the web floor."""

from django.urls import path

from wanjia.web import household

app_name = "web"
urlpatterns = [
    path("h/<str:token>/", household.household, name="household"),
]
