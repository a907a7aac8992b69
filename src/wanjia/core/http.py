"""Requests as views see them: the middleware has set who looks, and where."""

from django.contrib import messages
from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from wanjia.core.access.viewer import Viewer
from wanjia.core.models import Community


class ViewerRequest(HttpRequest):
    """A request behind `for_roles`, or of a household's link: somebody looks."""

    viewer: Viewer
    community: Community
    htmx: HtmxDetails
    refused: bool


def tell_refusal(request: HttpRequest, words: str) -> None:
    """Say on the next page why a form was refused; what was typed in it is kept for that page."""
    messages.error(request, words)
    request.refused = True  # type: ignore[attr-defined]
