"""Every trace of a household, wherever it is stored: each floor says where its own are.

A trace is a word or a deed of the household itself, or somebody who saw or spoke with it. What was
only tried (a call nobody took), hung at the door or allotted to it is none.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import CharField, F, Max, QuerySet, Value
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wanjia.core.access.viewer import Viewer
from wanjia.people.models import Contact, ContactOutcome

Rows = QuerySet[Any]
Finder = Callable[[Viewer], Rows]
REACHED = (
    ContactOutcome.WELL,
    ContactOutcome.NEEDS,
    ContactOutcome.WILL_REPORT,
    ContactOutcome.REFUSED,
)


@dataclass(frozen=True)
class Trace:
    """Where one kind of trace is found: rows with the names of their dwelling and their moment."""

    kind: str
    label: str | Promise
    dwelling: str
    at: str
    rows: Finder


@dataclass(frozen=True)
class Heard:
    """When a household was heard of last, and by what."""

    at: datetime
    kind: str


_traces: dict[str, Trace] = {}


def trace(kind: str, label: str | Promise, dwelling: str, at: str) -> Callable[[Finder], Finder]:
    """Register rows as traces; `dwelling` and `at` name their dwelling and their moment."""

    def register(rows: Finder) -> Finder:
        _traces[kind] = Trace(kind, label, dwelling, at, rows)
        return rows

    return register


def trace_names() -> dict[str, str | Promise]:
    """Each kind of trace with its name."""
    return {one.kind: one.label for one in _traces.values()}


def last_heard(
    viewer: Viewer, since: datetime, until: datetime, dwellings: Iterable[UUID] | None = None
) -> dict[UUID, Heard]:
    """When each dwelling was heard of last between two moments, and by what; others are absent.

    One statement. `dwellings`: only these.
    """
    only = None if dwellings is None else list(dwellings)
    parts = [_latest(one, viewer, since, until, only) for one in _traces.values()]
    found: dict[UUID, Heard] = {}
    for dwelling, kind, at in parts[0].union(*parts[1:], all=True):
        if dwelling and (dwelling not in found or found[dwelling].at < at):
            found[dwelling] = Heard(at, kind)
    return found


def _latest(
    trace: Trace, viewer: Viewer, since: datetime, until: datetime, only: list[UUID] | None
) -> Rows:
    """One kind of trace: each dwelling's last one between two moments."""
    window = {f"{trace.at}__gt": since, f"{trace.at}__lte": until}
    rows = trace.rows(viewer).filter(community_id=viewer.community_id, **window)
    if only is not None:
        rows = rows.filter(**{f"{trace.dwelling}__in": only})
    kind = Value(trace.kind, output_field=CharField())
    homes = rows.order_by().annotate(home=F(trace.dwelling), trace=kind).values("home", "trace")
    return homes.annotate(last=Max(trace.at)).values_list("home", "trace", "last")


@trace("contact", _("联系上了"), "resident__dwelling", "occurred_at")
def _contacts(viewer: Viewer) -> Rows:
    return Contact.objects.of(viewer).filter(outcome__in=REACHED)
