"""Who has still to be asked: lone elders first, by door, and a text for the group without names."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Prefetch, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.localized import localized_name
from wanjia.people.access import live_risks, visible_residents
from wanjia.people.models import Contact
from wanjia.reports.models import Round
from wanjia.reports.queries import missing_residents
from wanjia.risks import risks
from wanjia.zoning.models import GridStairwell

RECENT = timedelta(hours=24)
NONE: frozenset[str] = frozenset()


class Missing(NamedTuple):
    """One who has not reported.

    Who, where, and how much in need (0 most, an elder alone).
    """

    key: str
    stairwell: UUID
    lane: str
    label: str
    door: str
    place: tuple[int, str, int, str, int]
    risks: frozenset[str]

    @property
    def id(self) -> UUID:
        """Whose row it is."""
        return UUID(self.key)

    @property
    def rank(self) -> int:
        """0 an elder living alone, 1 others at risk, 2 everyone else."""
        return 0 if self.risks & risks().keys(lambda kind: kind.alone) else 1 if self.risks else 2

    @property
    def room(self) -> str:
        """The door without its stairwell, as a list under the stairwell's name shows it."""
        return self.door.removeprefix(f"{self.label}-")


def missing_people(viewer: Viewer, round_: Round) -> list[Missing]:
    """Return all who are missing, most in need first, then door by door."""
    rows = missing_residents(viewer, round_).order_by().annotate(key=Cast("id", TextField()))
    values = rows.values_list(
        "key",
        Cast("dwelling__stairwell_id", TextField()),
        "dwelling__stairwell__lane",
        "dwelling__stairwell__label",
        "dwelling__door",
        "dwelling__stairwell__sort",
        "dwelling__sort",
        "sort",
    )
    risks = _risks_by_resident(viewer)
    people = [
        Missing(
            key,
            _cached_uuid(stairwell),
            lane,
            label,
            door,
            (of_stairwell, label, of_door, door, own),
            risks.get(key, NONE),
        )
        for key, stairwell, lane, label, door, of_stairwell, of_door, own in values
    ]
    return sorted(people, key=lambda person: (person.rank, person.place, person.key))


@lru_cache(maxsize=4096)
def _cached_uuid(text: str) -> UUID:
    """Return an id from its text.

    Thousands of rows name a few hundred stairwells.
    """
    return UUID(text)


def _risks_by_resident(viewer: Viewer) -> dict[str, frozenset[str]]:
    """Return the risks that hold, by the resident's key."""
    rows = live_risks().filter(community_id=viewer.community_id)
    kinds_by_resident: dict[str, set[str]] = {}
    for key, kind in rows.values_list(Cast("resident_id", TextField()), "kind"):
        kinds_by_resident.setdefault(key, set()).add(kind)
    return {key: frozenset(kinds) for key, kinds in kinds_by_resident.items()}


def to_call(viewer: Viewer, people: Sequence[Missing]) -> list[Any]:
    """Return these people as residents, in this order, each with its contacts of the last day."""
    recent = (
        Contact.objects.of(viewer)
        .filter(occurred_at__gte=clock.now() - RECENT)
        .order_by("-occurred_at")
    )
    rows = (
        visible_residents(viewer)
        .filter(id__in=[person.id for person in people])
        .select_related("dwelling")
        .prefetch_related(Prefetch("contacts", recent, to_attr="recent_contacts"))
    )
    residents = {resident.id: resident for resident in rows}
    return [residents[person.id] for person in people if person.id in residents]


def grids_of(viewer: Viewer, round_: Round) -> dict[UUID, tuple[str, set[UUID]]]:
    """Return the grids of a round's zone: each grid's name and stairwells."""
    grids: dict[UUID, tuple[str, set[UUID]]] = {}
    for row in _doors_of_grids(viewer.community_id, round_.zone_id):
        grids.setdefault(row.grid_id, (localized_name(row.grid), set()))[1].add(row.stairwell_id)
    return grids


def _doors_of_grids(community: UUID, zone: UUID) -> QuerySet[GridStairwell]:
    rows = GridStairwell.objects.filter(
        community_id=community, grid__zone=zone, grid__ended_at=None
    )
    return rows.select_related("grid").order_by("grid__name")


def group_text(round_: Round, people: Iterable[Missing], language: str) -> str:
    """Return a text to paste into the group.

    Which doors have still to report. It names nobody.
    """
    now = timezone.localtime(clock.now()).strftime("%H:%M")
    end = timezone.localtime(round_.closes_at).strftime("%H:%M")
    late = clock.now() >= round_.closes_at
    if language == "en":
        lines = [f"{round_.name_en or round_.name} round, as of {now}: not yet heard from"]
        lines += [
            f"No. {well}: {', '.join(rooms)}" if rooms else f"No. {well}"
            for well, rooms in _by_stairwell(people)
        ]
        ask = "Please report now" if late else f"Please report before {end}"
        return "\n".join([*lines, f"{ask}: scan the code on your door, or reply here. Thank you."])
    lines = [f"【{round_.name}填报】截至 {now}，还没填的门号："]
    lines += [
        f"{well}号：{'、'.join(rooms)}" if rooms else f"{well}号"
        for well, rooms in _by_stairwell(people)
    ]
    ask = "请尽快" if late else f"请在 {end} 前"
    return "\n".join([*lines, f"{ask}扫门上的码填报，或在群里接龙。有困难请回复，谢谢。"])


def _by_stairwell(people: Iterable[Missing]) -> list[tuple[str, list[str]]]:
    """Return each stairwell's label with its rooms, in order.

    A house has none.
    """
    rooms_by_stairwell: dict[tuple[int, str], set[tuple[int, str]]] = {}
    for person in people:
        of_stairwell, label, of_door = person.place[:3]
        rooms_by_stairwell.setdefault((of_stairwell, label), set()).add((of_door, person.room))
    return [
        (label, [room for _sort, room in sorted(rooms) if room != label])
        for (_place, label), rooms in sorted(rooms_by_stairwell.items())
    ]
