"""Requests as views see them: the middleware has set who looks."""

from django.http import HttpRequest

from wanjia.core.access.viewer import Viewer


class ViewerRequest(HttpRequest):
    """A request behind `for_roles`, or of a household's link: somebody looks."""

    viewer: Viewer
