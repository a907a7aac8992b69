"""The communities that a rehearsal lives in: one of the demo's, one imported from a roster."""

import csv
import io
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.models import Community
from wanjia.people.roster.actions import estate_named, import_roster, read
from wanjia_demo import load
from wanjia_demo.duties import put_on_duty
from wanjia_demo.roster import roster_rows
from wanjia_demo.shelters import set_up
from wanjia_demo.town import build_town
from wanjia_demo.values import Dwelling, Estate, Stairwell, Town

ZONE = ZoneInfo("Asia/Shanghai")
SMALL = "中海悦庭"  # 2,091 people, flats over shared garages
MAPPED, LISTED = "demo", "roster"


@dataclass(frozen=True)
class Stage:
    """A community under rehearsal, and the officers who act in it."""

    name: str
    community: Community
    head: Viewer

    @property
    def community_tz(self) -> ZoneInfo:
        """The zone of its days."""
        return ZoneInfo(self.community.timezone)


def make_stage(name: str, start: datetime, seed: int, whole: bool, doors: int | None) -> Stage:
    """Make a community as it is on a morning: everybody under the mildest class.

    `whole` takes every estate of the demo instead of one; `doors` keeps so many stairwells of it.
    """
    town = _cut(build_town(2022 + seed, start.astimezone(ZONE).date()), name, whole, doors)
    with clock.freeze(start), transaction.atomic():
        loaded = load.load(town, code=f"rehearse-{name}") if name == MAPPED else _by_roster(town)
        put_on_duty(loaded.community, loaded.head, start)
        set_up(loaded.community, loaded.head, start)
        load.publish_precaution(loaded, start)
    return Stage(name, loaded.community, loaded.head)


def _cut(town: Town, name: str, whole: bool, doors: int | None) -> Town:
    town = replace(town, name=f"{town.name}{'二' if name == LISTED else ''}")
    if whole:
        return town
    estates = tuple(one for one in town.estates if one.name == SMALL)
    if doors is not None:
        estates = tuple(_empty_beyond(one, doors) for one in estates)
    return replace(town, estates=estates)


def _empty_beyond(estate: Estate, doors: int) -> Estate:
    """Return the estate with people behind its first doors alone; the ground stays as it is."""
    return replace(
        estate,
        stairwells=tuple(
            well if place < doors else _emptied(well)
            for place, well in enumerate(estate.stairwells)
        ),
    )


def _emptied(well: Stairwell) -> Stairwell:
    homes: tuple[Dwelling, ...] = tuple(replace(home, residents=()) for home in well.dwellings)
    return replace(well, dwellings=homes)


def _by_roster(town: Town) -> load.Loaded:
    """Import the town's roster as a committee would that has no map."""
    community = Community.objects.create(
        code=f"rehearse-{LISTED}", name=town.name, name_en=town.name_en, town=town.town_office
    )
    users = load.make_staff(community, town.staff, {}, "roster-")
    head = Viewer(community.id, "head", users["head"].id, users["head"].name)
    text = io.StringIO()
    csv.writer(text).writerows(roster_rows(town))
    roster = read(text.getvalue().encode("utf-8-sig"), "roster.csv", town.today)
    import_roster(head, roster, estate_named=estate_named(community.name))
    return load.Loaded(community, head, town.story)
