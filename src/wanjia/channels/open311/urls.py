"""Open311 GeoReport v2 as the specification names its paths; `form` is json or xml."""

from django.urls import path

from wanjia.channels.open311 import views

app_name = "open311"
urlpatterns = [
    path("discovery.<str:form>", views.discovery, name="discovery"),
    path("services.<str:form>", views.services, name="services"),
    path("services/<str:code>.<str:form>", views.service, name="service"),
    path("requests.<str:form>", views.requests, name="requests"),
    path("requests/<str:request_id>.<str:form>", views.request_by_id, name="request"),
    path("tokens/<str:token>.<str:form>", views.token, name="token"),
]
