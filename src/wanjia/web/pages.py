"""Small pages of the web floor."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from wanjia.kernel.access import STAFF, for_roles
from wanjia.web.middleware import too_big


@for_roles(*STAFF, "town")
def help_page(request: HttpRequest) -> HttpResponse:
    """Tell what to do first, the keys, and who sees what."""
    return render(request, "web/help.html")


def stale(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form's secret is not the browser's any more; a phone's queue waits for a new one."""
    answer = render(request, "403_csrf.html", {"reason": reason}, status=403)
    answer.headers["X-Wanjia-Stale"] = "1"
    return answer


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that cannot be read: too big, broken off, or made up."""
    if isinstance(exception, RequestDataTooBig):
        return too_big(request, settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0)
    return render(request, "400.html", status=400)


def alive(_: HttpRequest) -> HttpResponse:
    """Answer that the server is up; it asks nothing of the database."""
    return HttpResponse("ok\n", content_type="text/plain")
