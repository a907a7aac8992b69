"""Who tells, where it is read, on which ground, and how a message follows another."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from wanjia.channels.standards.areas import Door, areas
from wanjia.channels.standards.cap import Alert, Ring
from wanjia.core.models import Community
from wanjia.core.problems import Problem
from wanjia.places.models import Stairwell

LANGUAGES = ("zh-CN", "en-US")
Address = Callable[[str], str]  # from an identifier to the address of its document


@dataclass(frozen=True)
class Sender:
    """Whose alerts these are and where they are read."""

    community: Community
    host: str
    address: Address

    @property
    def name(self) -> str:
        """What CAP calls the sender: no space, comma or mark of XML."""
        return f"{re.sub(r'[^0-9A-Za-z.-]', '-', code_of(self.community))}@{self.host}"

    @property
    def geocode(self) -> str:
        """The community's statistical code; empty where it has none."""
        return self.community.code if self.community.code.isdecimal() else ""

    @property
    def tz(self) -> ZoneInfo:
        """The community's clock."""
        return ZoneInfo(self.community.timezone)

    def local(self, at: datetime) -> datetime:
        """Return a moment with the offset of the community's clock."""
        return at.astimezone(self.tz)


@dataclass(frozen=True)
class Told:
    """A message and the stairwells that it is about."""

    alert: Alert
    wells: tuple[Stairwell, ...]


def code_of(community: Community) -> str:
    """Return what a community is called in a public address: its code, or its id where it has
    none.
    """
    return community.code or str(community.id)


def community_by_code(code: str) -> Community:
    """Return the community of a public address; raises Problem `kernel.not_found`."""
    real = Community.objects.filter(practice=False)  # what is practised is nobody else's business
    rows = real.filter(code=code.replace("\0", "-"))
    try:
        rows = real.filter(id=UUID(code), code="")
    except ValueError:
        rows = rows.exclude(code="")
    found = list(rows[:2])
    if len(found) != 1:
        raise Problem("kernel.not_found")
    return found[0]


def follow(story: list[Told], made: Alert, wells: Iterable[Stairwell]) -> None:
    """Put a message at the end of its story, with its own number and all that went before."""
    mine = sum(one.alert.identifier.startswith(f"{made.identifier}-") for one in story)
    name = f"{made.identifier}-{mine}"
    earlier = tuple((one.alert.identifier, one.alert.sent) for one in story)
    web = made.web.replace(made.identifier, name)
    said = replace(made, identifier=name, earlier=earlier, web=web)
    story.append(Told(said, tuple(wells)))


def with_ground(told: Told, community: Community) -> Alert:
    """Return the message with the ground that it is about."""
    return replace(told.alert, polygons=Grounds(community).of(told.wells))


class Grounds:
    """Where all stairwells of a community stand: read once, for many messages."""

    def __init__(self, community: Community) -> None:
        rows = Stairwell.objects.filter(community=community, estate__schematic=False)
        self.doors = {
            row.id: Door(
                _point_tuple(row.at), _ring_tuple(row.building.polygon if row.building else ())
            )
            for row in rows.select_related("building").order_by("sort", "id")
        }

    def of(self, wells: Iterable[Stairwell]) -> tuple[Ring, ...]:
        """Return the polygons of some stairwells; a schematic estate has no place on Earth."""
        meant = {well.id for well in wells}
        inside = tuple(door for key, door in self.doors.items() if key in meant)
        return _draw_polygons(
            inside, tuple(one for key, one in self.doors.items() if key not in meant)
        )


@lru_cache(maxsize=16)
def _draw_polygons(meant: tuple[Door, ...], others: tuple[Door, ...]) -> tuple[Ring, ...]:
    """Return the polygons, drawn once: anybody may ask for a map of hundreds of houses all day."""
    return tuple(areas(meant, others))


def _point_tuple(at: Any) -> tuple[float, ...]:
    return tuple(float(one) for one in at)


def _ring_tuple(points: Any) -> tuple[tuple[float, float], ...]:
    return tuple((float(lat), float(lon)) for lat, lon in points)


def area_words(wells: Iterable[Stairwell], language: str) -> str:
    """Return the stairwells as a posted notice names them: 中海悦庭 23、24 号."""
    by_estate: dict[Any, list[str]] = defaultdict(list)
    for well in wells:
        by_estate[well.estate].append(well.label)
    if language.startswith("en"):
        return "; ".join(
            f"{one.name_en or one.name}, stairwell{'s' if len(labels) > 1 else ''}"
            f" {', '.join(labels)}"
            for one, labels in by_estate.items()
        )
    return "；".join(f"{one.name} {'、'.join(labels)} 号" for one, labels in by_estate.items())
