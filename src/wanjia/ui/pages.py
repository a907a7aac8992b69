"""Small pages of the web floor."""

import sys

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.views.defaults import server_error

from wanjia.core.access.viewer import OFFICE, STAFF, for_roles
from wanjia.core.database_errors import RETRY_AFTER, problem_of
from wanjia.core.navigation import pages_for
from wanjia.core.page_help import glossary, help_pages, tour_steps
from wanjia.core.problems import Problem
from wanjia.ui.middleware import too_big


@for_roles(*STAFF, "town", OFFICE)
def help_page(request: HttpRequest) -> HttpResponse:
    """Tell what to do first, each page of one's own, the keys, the words of the trade."""
    viewer = getattr(request, "viewer", None)
    ways = pages_for(viewer.role) if viewer else []
    pages = help_pages()
    context = {
        "pages": [(way, pages[way.url]) for way in ways if way.url in pages],
        "terms": glossary(),
        "tour": tour_steps(),
    }
    return render(request, "ui/help.html", context)


def stale(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Show a form's secret is not the browser's any more; a phone's queue waits for a new one."""
    from wanjia.ui.drafts import keep_typed, texts_of

    context = {"reason": reason, "draft": keep_typed(request), "typed": texts_of(request)}
    answer = render(request, "403_csrf.html", context, status=403)
    answer.headers["X-Wanjia-Stale"] = "1"
    return answer


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Show a request that cannot be read: too big, broken off, or made up."""
    if isinstance(exception, RequestDataTooBig):
        return too_big(request, settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0)
    return render(request, "400.html", status=400)


def alive(_: HttpRequest) -> HttpResponse:
    """Answer that the server is up; it asks nothing of the database."""
    return HttpResponse("ok\n", content_type="text/plain")


def failed(request: HttpRequest) -> HttpResponse:
    """Say what went wrong where disk or database failed; nothing more is asked of either."""
    problem = problem_of(sys.exc_info()[1])
    with translation.override(translation.get_language_from_request(request)):
        answer = _render_trouble(request, problem) if problem else server_error(request)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _render_trouble(request: HttpRequest, problem: Problem) -> HttpResponse:
    answer: HttpResponse
    if request.path.startswith("/api/"):
        said = {"code": problem.code, "message": problem.words()}
        answer = JsonResponse(
            said, status=problem.status, json_dumps_params={"ensure_ascii": False}
        )
    else:
        words = render_to_string("ui/trouble.html", {"problem": problem})
        answer = HttpResponse(words, status=problem.status)
    answer.headers["Retry-After"] = str(RETRY_AFTER[problem.code])
    return answer
