"""The quick lane of households' answers: what most posts are, in one statement read, one written.

In the minutes after a round opens a whole estate answers. A household that answers for the first
time in an open round, plainly and with nobody ill, is stored here, ahead of all other middleware;
whatever else a post may be (a correction, a fever, words, a slip of the pen) goes the ordinary way
to `household`, which decides everything again from the start.
"""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, IntegrityError, connection, connections
from django.db.models import BooleanField, CharField, ForeignKey, TextField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from wanjia.core import clock, metrics
from wanjia.core.encryption.fields import seal
from wanjia.core.ids import parse_id
from wanjia.core.prepared_queries import rows_of
from wanjia.core.problems import Problem
from wanjia.core.text_cleaning import is_plain
from wanjia.people.household_links.queries import community_of
from wanjia.reports.answers.actions import Given, first_answer
from wanjia.reports.answers.offline_conflicts import measured_at, receipt, wants_receipt
from wanjia.reports.models import Answer
from wanjia.ui.household.forms import person_values, says_anything

Responder = Callable[[HttpRequest], HttpResponse]
_stored = metrics.ANSWERS.labels("household")

# Who lives behind a link, if the round is open at their door, and whether they have answered.
HOUSEHOLD = """
SELECT r.id, r.name, o.fever, a.id
FROM people_householdlink l
JOIN places_dwelling d ON d.community_id = l.community_id AND d.id = l.dwelling_id
JOIN people_resident r ON r.community_id = l.community_id AND r.dwelling_id = l.dwelling_id
JOIN reports_round o ON o.community_id = l.community_id AND o.id = %s
LEFT JOIN reports_answer a ON a.community_id = l.community_id AND a.round_id = o.id
    AND a.resident_id = r.id AND a.current
WHERE l.community_id = %s AND l.token = %s AND l.revoked_at IS NULL AND r.left_at IS NULL
    AND o.cancelled_at IS NULL AND o.who = 'residents' AND o.opens_at <= %s AND o.closes_at > %s
    AND o.zone_id IN (
        SELECT z.zone_id FROM zoning_zonestairwell z
        WHERE z.community_id = l.community_id AND z.stairwell_id = d.stairwell_id
            AND z.since <= %s AND (z.until IS NULL OR z.until > %s)
    )
"""


MOST_BYTES = 64 * 1024
AS_IT_IS = (CharField, TextField, BooleanField)
HEADERS = {"Cache-Control": "no-store", "Content-Length": "0"}


class _Person(NamedTuple):
    """As the database gives it: ids and numbers are of its own kinds."""

    id: Any
    name: str
    fever: Any
    answer: Any


def quick_lane(respond: Responder) -> Responder:
    """Answer a household's plain post at once; pass on everything else."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method == "POST" and request.path.startswith("/h/") and _is_small(request):
            return _plainly(request) or respond(request)
        return respond(request)

    return middleware


def _is_small(request: HttpRequest) -> bool:
    """Whether it is read at once; a photo is not, nor what is nobody's answer."""
    said = request.META.get("CONTENT_LENGTH") or "0"
    return said.isdigit() and int(said) <= MOST_BYTES


def _plainly(request: HttpRequest) -> HttpResponse | None:
    """Store a plain post and return its answer; None if it is anything else."""
    data = request.POST.dict()  # each field once, as the form sends it
    round_id = parse_id(data.get("round"))
    send_id = parse_id(data.get("id"))
    if round_id is None or send_id is None or data.get("say") or data.get("despite"):
        return None
    if not is_plain("".join(map(str, data.values()))):
        return None
    token = request.path[3:].rstrip("/")
    community = community_of(token)
    if community is None:
        return None
    people = _household(token, community, round_id)
    try:
        rows = _first_answers(data, people, community, round_id, send_id, measured_at(request))
        if not rows:
            return None
        _insert(rows)
    except (Problem, IntegrityError):  # Or somebody answered for them in this very moment.
        return None
    _stored.inc(len(rows))
    request.route = "ui:household"  # type: ignore[attr-defined]
    leads_to = f"{request.path}?stored={round_id}"
    if wants_receipt(request):
        return receipt(request, leads_to)
    return HttpResponseRedirect(leads_to, headers=HEADERS)


def _first_answers(
    data: dict[str, Any],
    people: list[_Person],
    community: UUID,
    round_id: UUID,
    send_id: UUID,
    measured: datetime | None,
) -> list[dict[str, Any]]:
    """What is stored of those of whom something was said; nothing where one of them is ill or has
    answered before. Raises the `answer.*` Problems."""
    named = {name.rpartition("-")[2] for name in data}
    rows = []
    for one in people:
        if str(one.id).replace("-", "") not in named:
            continue
        resident = UUID(str(one.id))
        values = person_values(resident, data)
        if not says_anything(values):
            continue
        if values["symptoms"]:  # words are heard, whole and first, on the ordinary way
            return []
        given = Given(resident, **values, id=send_id)
        row = first_answer(given, community, round_id, one.name, "household", measured)
        if one.answer or _ill(row, Decimal(str(one.fever))):
            return []
        rows.append(row)
    return rows


def _household(token: str, community: UUID, round_id: UUID) -> list[_Person]:
    """The people behind a link who are asked in a round that is open."""
    database = connections[DEFAULT_DB_ALIAS]
    now = database.ops.adapt_datetimefield_value(clock.now())
    key = Answer._meta.pk
    wanted, there = (key.get_db_prep_value(one, database) for one in (round_id, community))
    values = [wanted, there, seal(token), now, now, now, now]
    return [_Person(*row) for row in rows_of(HOUSEHOLD, values)]


def _ill(row: dict[str, Any], fever: Decimal) -> bool:
    heat = row["temperature"]
    return "positive" in (row["antigen"], row["pcr"]) or (heat is not None and heat >= fever)


def _insert(rows: list[dict[str, Any]]) -> None:
    """Insert the rows in one statement, which is one commit."""
    database = connections[DEFAULT_DB_ALIAS]
    values = [
        row[name] if column is None else column.get_db_prep_save(row[name], database)
        for row in rows
        for name, column in _columns()
    ]
    with database.cursor() as cursor:
        cursor.execute(_statement(len(rows)), values)


@cache
def _columns() -> list[tuple[str, Any]]:
    """An answer's columns by the names of its attributes, with the field that turns a value into
    the database's kind; none for words and yes or no. A key's values are those it points to."""
    every = [
        (field.attname, field.target_field if isinstance(field, ForeignKey) else field)
        for field in Answer._meta.concrete_fields
    ]
    return [(name, None if type(field) in AS_IT_IS else field) for name, field in every]


@cache
def _statement(rows: int) -> str:
    quoted = connection.ops.quote_name
    names = ", ".join(quoted(str(field.column)) for field in Answer._meta.concrete_fields)
    places = f"({', '.join(['%s'] * len(Answer._meta.concrete_fields))})"
    return (
        f"INSERT INTO {quoted(Answer._meta.db_table)} ({names}) VALUES {', '.join([places] * rows)}"
    )
