"""All pages: each floor brings its own."""

from django.urls import include, path

from wanjia.ui.accounts.sign_in import sign_out
from wanjia.ui.api import api

handler400 = "wanjia.ui.pages.unreadable"
urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("logout/", sign_out, name="logout"),
    path("", include("wanjia.ui.accounts.urls")),
    path("api/v1/", api.urls),
    path("", include("wanjia.ui.urls")),
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
    path("", include("wanjia.everyday.urls")),
    path("", include("wanjia.privacy.urls")),
    path("city/", include("wanjia.city.urls")),
    path("open311/v2/", include("wanjia.channels.open311.urls")),
]

handler500 = "wanjia.ui.pages.failed"
