"""Every trace of a household, wherever it is stored: each floor says where its own are.

A trace is a word or a deed of the household itself, or somebody who saw or spoke with it. What was
only tried (a call nobody took), hung at the door or allotted to it is none.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Max, QuerySet
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

    One statement a kind. `dwellings`: only these.
    """
    only = None if dwellings is None else list(dwellings)
    found: dict[UUID, Heard] = {}
    for one in _traces.values():
        window = {f"{one.at}__gt": since, f"{one.at}__lte": until}
        rows = one.rows(viewer).filter(community_id=viewer.community_id, **window)
        if only is not None:
            rows = rows.filter(**{f"{one.dwelling}__in": only})
        latest = rows.order_by().values_list(one.dwelling).annotate(last=Max(one.at))
        for dwelling, at in latest:
            if dwelling and (dwelling not in found or found[dwelling].at < at):
                found[dwelling] = Heard(at, one.kind)
    return found


@trace("contact", _("联系上了"), "resident__dwelling", "at")
def _contacts(viewer: Viewer) -> Rows:
    return Contact.objects.of(viewer).filter(outcome__in=REACHED)
