"""All pages: each floor brings its own."""

from django.urls import include, path

urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("wanjia.web.urls")),
    path("", include("wanjia.places.urls")),
    path("", include("wanjia.people.urls")),
    path("", include("wanjia.zoning.urls")),
    path("", include("wanjia.reports.urls")),
    path("", include("wanjia.needs.urls")),
]
