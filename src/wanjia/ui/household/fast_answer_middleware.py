"""A household's plain first answer, ahead of the other middleware: one statement read, one written.

In the minutes after a round opens a whole estate answers, mostly for the first time, with nobody
ill and no word beside. Such a post is read by the form of the household's page and stored by
`store_answers`, as there; only what is read before, and in how many statements, is different.
Every other post (a correction, a fever, words, a slip of the pen) is passed on to `household`.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import IntegrityError
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.encryption.fields import SealedField
from wanjia.core.ids import parse_id
from wanjia.core.prepared_queries import ID, MOMENT, prepared
from wanjia.core.problems import Problem
from wanjia.core.text_cleaning import is_clean_text
from wanjia.people.household_links.queries import community_of
from wanjia.reports.answers.actions import asks_for_somebody, store_answers
from wanjia.reports.answers.offline_conflicts import measured_at, receipt, wants_receipt
from wanjia.reports.models import Answer, Round
from wanjia.reports.queries import asks_members
from wanjia.ui.household.forms import given_of, sent_form

Responder = Callable[[HttpRequest], HttpResponse]
MOST_BYTES = 64 * 1024
HEADERS = {"Cache-Control": "no-store", "Content-Length": "0"}


class _Person(NamedTuple):
    id: UUID
    name: str
    answered: bool


def quick_lane(respond: Responder) -> Responder:
    """Answer a household's plain post at once; pass on everything else."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method == "POST" and request.path.startswith("/h/") and _is_small(request):
            return _take_answer(request) or respond(request)
        return respond(request)

    return middleware


def _is_small(request: HttpRequest) -> bool:
    """Return whether it is read at once; a photo is not, nor what is nobody's answer."""
    said = request.META.get("CONTENT_LENGTH") or "0"
    return said.isdigit() and int(said) <= MOST_BYTES


def _take_answer(request: HttpRequest) -> HttpResponse | None:
    """Store a plain first answer and return what follows it; None if it is anything else."""
    token = request.path[3:].rstrip("/")
    round_id = parse_id(request.POST.get("round"))
    if round_id is None or request.POST.get("act") or not _is_typed_plainly(request):
        return None
    community = community_of(token)
    if community is None:
        return None
    rows = _people_asked(community, round_id, token, clock.now())
    if not rows:
        return None
    round_ = _make_round(community, round_id, rows[0])
    people = {row[0]: _Person(*row[:3]) for row in rows}
    viewer = Viewer(community, "household", dwelling_id=rows[0][3])
    try:
        if not _store_answer(request, round_, people, viewer):
            return None
    except (Problem, IntegrityError):  # Or somebody answered for them in this very moment.
        return None
    request.route = "ui:household"  # type: ignore[attr-defined]
    leads_to = f"{request.path}?stored={round_.id}"
    if wants_receipt(request):
        return receipt(request, leads_to)
    return HttpResponseRedirect(leads_to, headers=HEADERS)


def _is_typed_plainly(request: HttpRequest) -> bool:
    return is_clean_text("".join(text for _name, values in request.POST.lists() for text in values))


def _store_answer(
    request: HttpRequest, round_: Round, people: dict[UUID, _Person], viewer: Viewer
) -> bool:
    """Store what the form says, unless one of them answered before or needs somebody now."""
    form = sent_form(round_, people.values(), request)
    given = given_of(form)
    if form.wrong or not given:
        return False
    if any(people[one.resident].answered or asks_for_somebody(one, round_) for one in given):
        return False
    names = {person.id: person.name for person in people.values()}
    since = measured_at(request)
    store_answers(viewer, round_, given, "household", names=names, measured_at=since, first=True)
    return True


DOOR = "zone__memberships__stairwell__dwellings"
PERSON = f"{DOOR}__residents"
ROUND = ("opens_at", "closes_at", "fever", "wants")


@prepared(community=ID, round_id=ID, token=SealedField(), now=MOMENT)
def _people_asked(community: UUID, round_id: UUID, token: str, now: datetime) -> QuerySet[Any]:
    """Return the people behind a link whom a round asks, if it is one of residents that has not
    closed.
    """
    answers = Answer.objects.filter(
        community_id=community, round_id=round_id, resident=OuterRef(PERSON), current=True
    )
    lives_there = {
        f"{DOOR}__links__token": token,
        f"{DOOR}__links__revoked_at": None,
        f"{PERSON}__left_at": None,
    }
    rounds = Round.objects.filter(
        asks_members(community, now, now), id=round_id, who="residents", **lives_there
    )
    person = (f"{PERSON}__id", f"{PERSON}__name", "answered", f"{DOOR}__id")
    return rounds.order_by().annotate(answered=Exists(answers)).values_list(*person, *ROUND)


def _make_round(community: UUID, round_id: UUID, row: Iterable[Any]) -> Round:
    said = dict(zip(ROUND, list(row)[4:], strict=True))
    return Round(id=round_id, community_id=community, who="residents", **said)
