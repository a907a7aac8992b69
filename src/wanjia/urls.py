"""All pages: each floor brings its own."""

from django.urls import include, path

from wanjia.web.account import sign_out
from wanjia.web.api import api

urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("logout/", sign_out, name="logout"),
    path("", include("wanjia.web.accounts.urls")),
    path("api/v1/", api.urls),
    path("", include("wanjia.web.urls")),
    path("", include("wanjia.places.urls")),
    path("", include("wanjia.people.urls")),
    path("", include("wanjia.zoning.urls")),
    path("", include("wanjia.reports.urls")),
    path("", include("wanjia.duty.urls")),
    path("", include("wanjia.care.urls")),
    path("", include("wanjia.needs.urls")),
    path("", include("wanjia.goods.urls")),
    path("", include("wanjia.sites.urls")),
    path("", include("wanjia.notices.urls")),
    path("", include("wanjia.channels.urls")),
    path("open311/v2/", include("wanjia.channels.open311_urls")),
]

handler500 = "wanjia.web.pages.failed"
