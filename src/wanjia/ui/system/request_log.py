"""Around every request, the quick lane too: its id, its log line, and its place in the figures."""

import logging
import sys
import time
from collections.abc import Callable
from functools import cache
from typing import Any

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.core.signals import got_request_exception
from django.http import HttpRequest, HttpResponse

from wanjia.core import logs, metrics

Responder = Callable[[HttpRequest], HttpResponse]
HEADER = "X-Request-ID"
log = logging.getLogger("wanjia.requests")


def behind_proxy(respond: Responder) -> Responder:
    """Believe the proxy in front about who asks; only where `WANJIA_TLS` says there is one.

    The last address is the one that our proxy wrote; those before it anybody may have written.
    """
    if not settings.BEHIND_TLS:
        raise MiddlewareNotUsed

    def middleware(request: HttpRequest) -> HttpResponse:
        said = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        if said:
            request.META["REMOTE_ADDR"] = said
        return respond(request)

    return middleware


def watch(respond: Responder) -> Responder:
    """Give a request its id, which its answer tells; log it by its route, and count it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        known = logs.well_formed_or_new(request.META.get("HTTP_X_REQUEST_ID"))
        with logs.under_id(known):
            answer = respond(request)
            _log_request(request, answer.status_code, time.perf_counter() - began)
        answer.headers[HEADER] = known
        return answer

    return middleware


def _log_request(request: HttpRequest, status: int, seconds: float) -> None:
    route = route_of(request)
    requests, durations = _counters_of(route, status)
    requests.inc()
    durations.observe(seconds)
    if log.isEnabledFor(logging.INFO):
        told = {
            "route": route,
            "method": request.method,
            "status": status,
            "ms": round(seconds * 1000, 1),
            "role": _role_of(request),
        }
        log.log(logging.ERROR if status >= 500 else logging.INFO, "request", extra=told)


@cache
def _counters_of(route: str, status: int) -> tuple[Any, Any]:
    """Return the counters of a route and a status: there are a few hundred of them."""
    return metrics.REQUESTS.labels(route, status), metrics.SECONDS.labels(route)


def route_of(request: HttpRequest) -> str:
    """Return the name of a request's route; its path is never told, as it may hold a secret."""
    match = request.resolver_match
    if match is not None:
        return match.view_name or "unnamed"
    if route := getattr(request, "route", ""):  # The quick lane answers before routes are tried.
        return str(route)
    return "static" if request.path.startswith(settings.STATIC_URL or "/static/") else "none"


def _role_of(request: HttpRequest) -> str:
    viewer = getattr(request, "viewer", None)
    if viewer is not None:
        return str(viewer.role)
    return "household" if request.path.startswith("/h/") else ""


def _count_error(**_about: Any) -> None:
    kind = sys.exc_info()[0]
    metrics.ERRORS.labels(kind.__name__ if kind else "unknown").inc()


got_request_exception.connect(_count_error, dispatch_uid="wanjia.errors")
