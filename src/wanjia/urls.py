"""All pages: each floor brings its own."""

from django.urls import URLResolver, include, path
from django.urls.resolvers import RoutePattern

from wanjia.ui.accounts.sign_in import sign_out


class Later(URLResolver):
    """Routes under a namespace that are loaded by the first request for one of them.

    Django fills in the names of all routes when it first looks for one; those of a namespace are
    looked for in it alone, so that they can wait.
    """

    def _populate(self) -> None:
        if "url_patterns" in self.__dict__:
            super()._populate()


# What the interface for programs stands on takes 14 MB.
API = Later(RoutePattern("api/v1/"), "wanjia.ui.api", app_name="ninja", namespace="api-1")

handler400 = "wanjia.ui.pages.unreadable"
urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("logout/", sign_out, name="logout"),
    path("", include("wanjia.ui.accounts.urls")),
    API,
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
    path("", include("wanjia.privacy.urls")),
    path("city/", include("wanjia.city.urls")),
    path("open311/v2/", include("wanjia.channels.open311.urls")),
]

handler500 = "wanjia.ui.pages.failed"
