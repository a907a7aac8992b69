"""How many of a dwelling a list counts for a round: who is done and who is missing by room."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.places.bulk import update_rows
from wanjia.places.models import Dwelling
from wanjia.places.queries import visible_dwellings
from wanjia.reports.answers.actions import Given
from wanjia.reports.models import HeadCount, Paste, PasteLine, Round
from wanjia.reports.queries import residents_in_round

MOST = 30_000  # a count is no telephone number


@dataclass(frozen=True)
class CountedRoom:
    """A dwelling of a round: how many live there, and how many the lists count."""

    dwelling: Dwelling
    registered: int
    count: int | None

    @property
    def state(self) -> str:
        """done, partial, missing, or more than live there."""
        if self.count is None or (self.count == 0 and self.registered):
            return "missing"
        if self.count == self.registered:
            return "done"
        return "partial" if self.count < self.registered else "more"


def is_count(line: PasteLine) -> bool:
    """Whether a line counts the people of one door."""
    reading = line.reading
    return line.kind == "headcount" and reading["count"] is not None and len(reading["doors"]) == 1


def given_of_count(round_: Round, line: PasteLine) -> list[Given]:
    """A count of everybody says of each that they came, where the round asks just that."""
    wants = set(round_.wants)
    pcr = "sampled" if "pcr" in wants else ""
    where = "home" if wants & {"headcount", "contact"} else ""
    if not (pcr or where) or line.reading.get("where"):
        return []
    return [
        Given(resident=UUID(one), pcr=pcr, where=where, id=line.id)
        for one in line.reading["residents"]
    ]


def store_headcounts(viewer: Viewer, paste: Paste, lines: Iterable[PasteLine]) -> int:
    """Store the counts of sure lines for the paste's round, the newest of a room; how many."""
    assert paste.round is not None
    counts: dict[UUID, PasteLine] = {}
    doors = {line.reading["doors"][0]: line for line in lines}
    rows = _dwellings(viewer, paste.round, doors)
    for dwelling in rows:
        counts[dwelling.id] = doors[dwelling.door]
    if not counts:
        return 0
    before = list(
        HeadCount.objects.of(viewer).filter(round=paste.round, dwelling__in=counts, current=True)
    )
    same = {row.dwelling_id for row in before if row.line == counts[row.dwelling_id].id}
    older = [row for row in before if row.dwelling_id not in same]
    for row in older:
        row.current = False
    update_rows(older, ["current"])
    HeadCount.objects.bulk_create(
        HeadCount(
            community_id=viewer.community_id,
            round=paste.round,
            dwelling_id=dwelling_id,
            paste=paste,
            line=line.id,
            recorded_at=clock.now(),
            count=min(line.reading["count"], MOST),
        )
        for dwelling_id, line in counts.items()
        if dwelling_id not in same
    )
    return len(counts)


def _dwellings(viewer: Viewer, round_: Round, doors: Mapping[str, Any]) -> Sequence[Dwelling]:
    """The dwellings of the round's estate with these doors; none that is there twice."""
    rows = visible_dwellings(viewer).filter(
        door__in=list(doors), stairwell__estate=round_.zone.estate_id
    )
    found: dict[str, list[Dwelling]] = {}
    for dwelling in rows:
        found.setdefault(dwelling.door, []).append(dwelling)
    return [several[0] for several in found.values() if len(several) == 1]


def take_back_headcounts(viewer: Viewer, paste: Paste) -> None:
    """Counts of a paste no longer count; what stood before each counts again."""
    gone = list(HeadCount.objects.of(viewer).filter(paste=paste, current=True))
    for row in gone:
        row.current = False
    update_rows(gone, ["current"])
    earlier: dict[UUID, HeadCount] = {}
    rows = HeadCount.objects.of(viewer).filter(
        round=paste.round, dwelling__in=[row.dwelling_id for row in gone], current=False,
        paste__taken_back_at=None,
    )  # fmt: skip
    for row in rows.exclude(paste=paste).order_by("recorded_at", "id"):
        earlier[row.dwelling_id] = row
    for row in earlier.values():
        row.current = True
    update_rows(list(earlier.values()), ["current"])


def counted_rooms(
    viewer: Viewer, round_: Round, stairwells: Iterable[UUID] | None = None
) -> list[CountedRoom]:
    """Every dwelling that a round asks, with its count; of these stairwells if they are given."""
    asked = residents_in_round(viewer, round_).order_by().values("dwelling")
    sizes = dict(asked.annotate(many=Count("id")).values_list("dwelling", "many"))
    counts = dict(
        HeadCount.objects.of(viewer)
        .filter(round=round_, current=True)
        .values_list("dwelling", "count")
    )
    rows = visible_dwellings(viewer).filter(id__in=asked)
    if stairwells is not None:
        rows = rows.filter(stairwell__in=list(stairwells))
    rows = rows.order_by("stairwell__sort", "stairwell__label", "sort", "door")
    return [
        CountedRoom(dwelling, sizes.get(dwelling.id, 0), counts.get(dwelling.id))
        for dwelling in rows.select_related("stairwell")
    ]
