"""Requests as views see them: the middleware has set who looks, and where."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from wanjia.core.access.viewer import Viewer
from wanjia.core.models import Community


class ViewerRequest(HttpRequest):
    """A request behind `for_roles`, or of a household's link: somebody looks."""

    viewer: Viewer
    community: Community
    htmx: HtmxDetails
