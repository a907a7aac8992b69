"""Open311 GeoReport v2 over HTTP: JSON and XML out, a form in; errors as the specification says."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from wanjia.channels.open311 import actions
from wanjia.channels.open311.form import as_xml
from wanjia.core.models import Community
from wanjia.core.problems import Problem
from wanjia.needs.intake import telling as tell

FORMS = {"json": "application/json", "xml": "text/xml; charset=utf-8"}
# The specification knows 400, 403 and 404; what is wrong in a form is a 400 to it.
AS_SPECIFIED = {401: 403, 422: 400}
View = Callable[..., tuple[str, Any]]


def speaking(*methods: str) -> Callable[[View], Callable[..., HttpResponse]]:
    """Let a view answer `(root, data)` in the form that is asked for, and refuse in it too."""

    def wrap(view: View) -> Callable[..., HttpResponse]:
        @csrf_exempt
        @require_http_methods(methods)
        @wraps(view)
        def answer(request: HttpRequest, form: str, **kwargs: str) -> HttpResponse:
            try:
                if form not in FORMS:
                    raise Problem("kernel.not_found")
                return _write_response(form, *view(request, **kwargs))
            except Problem as problem:
                return _problem_response(form, problem)
            except RequestDataTooBig:
                most = (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0) // 1024**2
                return _problem_response(form, Problem("kernel.too_big", most=most))
            except (SuspiciousOperation, MultiPartParserError, UnicodeError):
                return _problem_response(form, Problem("open311.value", name="body"))

        return answer

    return wrap


def _write_response(form: str, root: str, data: Any, status: int = 200) -> HttpResponse:
    if form == "xml":
        return HttpResponse(as_xml(root, data), content_type=FORMS["xml"], status=status)
    return JsonResponse(data, safe=False, status=status, json_dumps_params={"ensure_ascii": False})


def _problem_response(form: str, problem: Problem) -> HttpResponse:
    status = AS_SPECIFIED.get(problem.status, problem.status)
    errors = [{"code": status, "description": problem.words()}]
    return _write_response(form, "errors", errors, status)


def _get_community(request: HttpRequest) -> Community:
    sent = request.POST if request.method == "POST" else request.GET
    code = sent.get("jurisdiction_id") or request.GET.get("jurisdiction_id") or ""
    return actions.community_of(code.replace("\x00", "\ufffd"))


@speaking("GET", "HEAD")
def discovery(request: HttpRequest) -> tuple[str, Any]:
    """Return where the service is and what it speaks."""
    base = request.build_absolute_uri("/open311/v2")
    endpoint = {
        "specification": "http://wiki.open311.org/GeoReport_v2",
        "url": base,
        "changeset": "2022-04-18T00:00:00+08:00",
        "type": "production",
        "formats": ["text/xml", "application/json"],
    }
    about = {"changeset": endpoint["changeset"], "contact": "", "key_service": ""}
    return "discovery", {**about, "endpoints": [endpoint]}


@speaking("GET", "HEAD")
def services(request: HttpRequest) -> tuple[str, Any]:
    """Return what can be asked for."""
    _get_community(request)
    return "services", actions.service_list()


@speaking("GET", "HEAD")
def service(request: HttpRequest, code: str) -> tuple[str, Any]:
    """Return what a service asks beyond the ordinary: nothing."""
    _get_community(request)
    known = {"service_code": actions.known_service(code), "attributes": []}
    return "service_definition", known


@speaking("GET", "HEAD", "POST")
def requests(request: HttpRequest) -> tuple[str, Any]:
    """Return the requests of a jurisdiction; or a new one."""
    community = _get_community(request)
    if request.method == "POST":
        return "service_requests", _open_request(request, community)
    viewer = actions.viewer_by(request.GET.get("api_key", ""), community)
    found = actions.found(community, viewer, request.GET.dict())
    return "service_requests", [actions.shown(one, viewer) for one in found]


def _open_request(request: HttpRequest, community: Community) -> list[dict[str, Any]]:
    key = request.POST.get("api_key", "")
    viewer = actions.viewer_by(key, community)
    if viewer is None:
        raise Problem("open311.key_missing")
    sent = {name: str(value) for name, value in request.POST.items() if name != "api_key"}
    opened = tell.opened(actions.take_in(viewer, sent, key))
    return [
        {
            "service_request_id": str(opened.need_id),
            "service_notice": opened.receipt,
            "account_id": "",
        }
    ]


@speaking("GET", "HEAD")
def request_by_id(request: HttpRequest, request_id: str) -> tuple[str, Any]:
    """Return one request."""
    community = _get_community(request)
    viewer = actions.viewer_by(request.GET.get("api_key", ""), community)
    need = actions.one_by(community, viewer, request_id)
    return "service_requests", [actions.shown(need, viewer)]


@speaking("GET", "HEAD")
def token(request: HttpRequest, token: str) -> tuple[str, Any]:
    """Return the id of a request that was posted; ids are given at once, so a token is the id."""
    need = actions.one_by(_get_community(request), None, token)
    return "service_requests", [{"service_request_id": str(need.id), "token": token}]
