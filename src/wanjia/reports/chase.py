"""Who has still to be asked: lone elders first, by door, and a text for the group without names."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Prefetch,
    QuerySet,
    Value,
    When,
)
from django.utils import timezone

from wanjia.kernel import clock
from wanjia.kernel.access import Viewer
from wanjia.people.models import Contact
from wanjia.people.sight import live_risks
from wanjia.reports.models import Round
from wanjia.reports.queries import missing_residents
from wanjia.zoning.models import GridStairwell

RECENT = timedelta(hours=24)


@dataclass(frozen=True)
class MissingDoor:
    """A dwelling with how many of its people are missing."""

    stairwell: UUID
    lane: str
    label: str
    door: str
    people: int

    @property
    def room(self) -> str:
        """The door without its stairwell, as a list under the stairwell's name shows it."""
        return self.door.removeprefix(f"{self.label}-")


def missing_doors(viewer: Viewer, round_: Round) -> list[MissingDoor]:
    """The dwellings in which somebody is missing in a round, in the order of the doors."""
    rows = (
        missing_residents(viewer, round_)
        .order_by(
            "dwelling__stairwell__sort", "dwelling__stairwell__label", "dwelling__sort",
            "dwelling__door",
        )
        .values_list(
            "dwelling__stairwell", "dwelling__stairwell__lane", "dwelling__stairwell__label",
            "dwelling__door",
        )
        .annotate(people=Count("id"))
    )  # fmt: skip
    return [MissingDoor(*row) for row in rows]


def to_call(viewer: Viewer, round_: Round, risk: str = "") -> QuerySet[Any]:
    """The missing of a round, most in need first: lone elders, others at risk, the others.

    Each has its risks and its contacts of the last day; `risk` takes those of one kind alone.
    """
    risks = live_risks().filter(community_id=viewer.community_id)
    mine = risks.filter(resident=OuterRef("pk"))
    recent = Contact.objects.filter(
        community_id=viewer.community_id, at__gte=clock.now() - RECENT
    ).order_by("-at")
    rows = missing_residents(viewer, round_)
    if risk:
        rows = rows.filter(Exists(mine.filter(kind=risk)))
    return (
        rows.annotate(
            rank=Case(
                When(Exists(mine.filter(kind="lone_elder")), then=Value(0)),
                When(Exists(mine), then=Value(1)),
                default=Value(2),
                output_field=IntegerField(),
            )
        )
        .prefetch_related(
            Prefetch("risks", risks), Prefetch("contacts", recent, to_attr="recent_contacts")
        )
        .order_by(
            "rank", "dwelling__stairwell__sort", "dwelling__stairwell__label", "dwelling__sort",
            "dwelling__door", "sort", "id",
        )
    )  # fmt: skip


def grids_of(viewer: Viewer, round_: Round) -> dict[UUID, tuple[str, set[UUID]]]:
    """The grids of a round's zone: each grid's name and stairwells."""
    rows = GridStairwell.objects.filter(
        community_id=viewer.community_id, grid__zone=round_.zone_id, grid__ended_at=None
    ).order_by("grid__name")
    found: dict[UUID, tuple[str, set[UUID]]] = {}
    for grid, name, stairwell in rows.values_list("grid", "grid__name", "stairwell"):
        found.setdefault(grid, (name, set()))[1].add(stairwell)
    return found


def group_text(round_: Round, doors: Sequence[MissingDoor], language: str) -> str:
    """A text to paste into the group: which doors have still to report. It names nobody."""
    now = timezone.localtime(clock.now()).strftime("%H:%M")
    end = timezone.localtime(round_.closes_at).strftime("%H:%M")
    late = clock.now() >= round_.closes_at
    if language == "en":
        lines = [f"{round_.name_en or round_.name} round, as of {now}: not yet heard from"]
        lines += [f"No. {well}: {', '.join(rooms)}" for well, rooms in _by_stairwell(doors)]
        ask = "Please report now" if late else f"Please report before {end}"
        return "\n".join([*lines, f"{ask}: scan the code on your door, or reply here. Thank you."])
    lines = [f"【{round_.name}填报】截至 {now}，还没填的门号："]
    lines += [f"{well}号：{'、'.join(rooms)}" for well, rooms in _by_stairwell(doors)]
    ask = "请尽快" if late else f"请在 {end} 前"
    return "\n".join([*lines, f"{ask}扫门上的码填报，或在群里接龙。有困难请回复，谢谢。"])


def _by_stairwell(doors: Iterable[MissingDoor]) -> list[tuple[str, list[str]]]:
    found: dict[UUID, tuple[str, list[str]]] = {}
    for one in doors:
        found.setdefault(one.stairwell, (one.label, []))[1].append(one.room)
    return list(found.values())
