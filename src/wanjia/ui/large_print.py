"""Large print: one switch on every page, kept in a cookie of the reader's own browser."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from wanjia.core.typed_fields import safe_next_path

COOKIE = "wanjia_large"
YEAR = 365 * 24 * 3600  # seconds


def is_large(request: HttpRequest) -> bool:
    """Return whether this browser asked for large print."""
    return request.COOKIES.get(COOKIE) == "1"


@csrf_exempt  # It changes only how pages look here, and a household's link has no session.
@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Turn large print on or off and go back to the page; never to another host."""
    answer = HttpResponseRedirect(safe_next_path(request.POST.get("next", ""), "/"))
    if request.POST.get("large") == "1":
        answer.set_cookie(COOKIE, "1", YEAR, httponly=True, samesite="Lax")
    else:
        answer.delete_cookie(COOKIE, samesite="Lax")
    return answer
