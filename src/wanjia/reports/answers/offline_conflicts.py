"""What a phone sends: when it was measured, a receipt for each entry, and what somebody else said
meanwhile, which is told to a person."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any
from uuid import UUID, uuid5

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.ids import new_id, parse_id
from wanjia.core.problems import Problem
from wanjia.reports.labels import answer_words
from wanjia.reports.models import Answer, Round

ENTRY = "X-Wanjia-Entry"  # the id of what waits on the phone: it is told back in the receipt
MEASURED = "X-Wanjia-Measured"  # when it was filled in, by the server's clock, in milliseconds
WAITED = "X-Wanjia-Late"  # how many seconds it waited, from a phone that knows no more
LONGEST = timedelta(days=3)  # what says that it waited longer is taken to have waited so long

View = Callable[..., HttpResponse]


def measured_at(request: HttpRequest) -> datetime | None:
    """Return when a phone took in what it sends.

    None for what comes from no phone's queue, or is sent in spite of what somebody else said: that
    is decided now.

    The phone counts from the time that the server told it with the page, so that its own clock need
    not be right. What cannot be read is taken to have waited long.
    """
    if request.POST.get("despite"):
        return None
    now = clock.now()
    measured = request.headers.get(MEASURED, "")
    if measured.isascii() and measured.isdecimal() and len(measured) < 15:
        moment = datetime.fromtimestamp(int(measured) / 1000, UTC)
        return min(max(moment, now - LONGEST), now)
    waited = request.headers.get(WAITED)
    if not waited:
        return None
    known = waited.isascii() and waited.isdecimal() and len(waited) < 9
    return now - min(timedelta(seconds=int(waited)) if known else LONGEST, LONGEST)


def id_of_sending(request: HttpRequest, name: str = "sent") -> UUID:
    """Return the id of what is sent.

    Sent in spite of a conflict it is another thing than before.
    """
    sent = parse_id(request.POST.get(name)) or new_id()
    return uuid5(sent, "despite") if request.POST.get("despite") else sent


def sent_before(request: HttpRequest) -> str:
    """Return the id under which a page was sent that is shown again, or nothing."""
    return request.POST.get("sent", "")


def newer_answer(
    viewer: Viewer,
    round_: Round,
    results: Iterable[tuple[UUID, str, str]],
    since: datetime | None,
) -> Problem | None:
    """Problem `answer.newer` where somebody was answered for after `since` and otherwise.

    `said` are a resident, the antigen result and the temperature that are about to be stored: they
    are stored all the same, beside what is newer, and a person is told.
    """
    if since is None:
        return None
    wanted = {who: (antigen, temperature) for who, antigen, temperature in results}
    rows = Answer.objects.of(viewer).filter(
        Q(measured_at__gt=since)
        | Q(measured_at=None, recorded_at__gt=since)
        | Q(confirmed_at__gt=since),
        round=round_,
        resident__in=wanted,
        current=True,
    )
    newer = [
        answer
        for answer in rows.select_related("resident__dwelling", "round")
        if _answer_differs(answer, *wanted[answer.resident_id])
    ]
    if not newer:
        return None
    told = _("；").join(f"{answer.resident.name} {answer_words(answer)}" for answer in newer)
    at = timezone.localtime(max(answer.measured for answer in newer)).strftime("%H:%M")
    door = newer[0].resident.dwelling.door
    return Problem("answer.newer", door=door, at=at, told=told)


def _answer_differs(answer: Answer, antigen: str, temperature: str) -> bool:
    """Return whether what is known contradicts an answer, or says more of illness."""
    typed = temperature.strip().rstrip("℃°")
    if answer.antigen and antigen and answer.antigen != antigen:
        return True
    if answer.temperature is not None and typed:
        return f"{answer.temperature:g}" != typed.removesuffix(".0")
    feverish = answer.temperature is not None and answer.temperature >= answer.round.fever
    return feverish or bool(answer.symptoms)


# --- receipts ---


def wants_receipt(request: HttpRequest) -> bool:
    """Return whether this comes from a phone's queue, which keeps it until it has its receipt."""
    return parse_id(request.headers.get(ENTRY)) is not None


def receipted(view: View) -> View:
    """Answer what a phone's queue sends with a receipt that names the entry, or with why not.

    Only such an answer lets the phone forget it: no page, no redirect to sign in, nothing kept.
    """

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST" or not wants_receipt(request):
            return view(request, *args, **kwargs)
        try:
            page = view(request, *args, **kwargs)
        except Problem as problem:
            if problem.status == 401:
                raise
            return _refusal_response(request, problem.status, problem.words())
        if page.status_code >= 400:
            return _refusal_response(request, page.status_code, getattr(page, "refusal", ""))
        part = page.content.decode() if page.status_code == 200 else ""
        words = getattr(page, "receipt", "")
        return receipt(request, page.headers.get("Location", ""), part, words)

    return answered


def receipt(request: HttpRequest, leads_to: str, part: str = "", words: str = "") -> HttpResponse:
    """Tell a phone that an entry has arrived.

    When, the page that it leads to, or the part of the page that it changes, and words to go with
    it.
    """
    content = {
        "entry": request.headers.get(ENTRY, ""),
        "arrived": int(clock.now().timestamp() * 1000),
        "next": leads_to,
        "part": part,
        "words": words,
    }
    return _json_response(content, 200)


def _refusal_response(request: HttpRequest, status: int, words: str) -> HttpResponse:
    return _json_response({"refused": request.headers.get(ENTRY, ""), "words": words}, status)


def _json_response(content: dict[str, Any], status: int) -> HttpResponse:
    answer = JsonResponse(content, status=status, json_dumps_params={"ensure_ascii": False})
    answer.headers["Cache-Control"] = "no-store"
    return answer
