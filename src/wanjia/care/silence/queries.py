"""Who was not heard of, household by household, in sight of a viewer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Min, Q
from django.utils import timezone

from wanjia.care.queries import SHUT
from wanjia.care.silence.silence import FREE, OVER, Silence, bearable, load_rules, silence
from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.people.access import live_risks, visible_residents
from wanjia.people.models import Where
from wanjia.people.roster.reader.birth_ranges import born_between
from wanjia.people.roster.reader.risk_suggestions import said_ages, years
from wanjia.people.traces import Heard, last_heard
from wanjia.places.models import Estate
from wanjia.zoning.queries import stairwell_looks

LATELY = timedelta(hours=48)  # most were heard of since: only the rest is looked for further back
MOST_NAMED = 200


@dataclass
class Home:
    """A household as silence sees it: what those at home risk, how old they may be."""

    dwelling: UUID
    door: str
    estate: UUID
    stairwell: UUID
    risks: set[str] = field(default_factory=set)
    oldest: int | None = None
    people: int = 0


@dataclass(frozen=True)
class SilentHome:
    """A household with how silent it is, and what was its last trace."""

    home: Home
    silence: Silence
    heard: Heard | None

    @property
    def away(self) -> bool:
        """Whether nobody is at home."""
        return self.home.people == 0


def silences(viewer: Viewer, estate: Estate | None = None) -> list[SilentHome]:
    """Every household in sight, the one most beyond what it can bear first."""
    now, rules = clock.now(), load_rules()
    homes = _homes(viewer, estate)
    heard = last_heard(viewer, now - LATELY, now)
    rest = [key for key, one in homes.items() if one.people and key not in heard]
    if rest:
        back = now - timedelta(hours=rules.look_back)
        # Thousands of ids in each kind's statement cost more than hearing of everybody again.
        only = rest if len(rest) <= MOST_NAMED else None
        heard = last_heard(viewer, back, now - LATELY, only) | heard
    looks = stairwell_looks(viewer)
    found = []
    for key, home in homes.items():
        shut = looks.get(home.stairwell) in SHUT
        limit = bearable(home.risks, home.oldest, shut, rules) if home.people else (None, "")
        at = heard.get(key)
        found.append(SilentHome(home, silence(at.at if at else None, now, limit, rules), at))
    return sorted(found, key=_order)


def too_silent(viewer: Viewer) -> list[SilentHome]:
    """The households that were not heard of for longer than they can bear."""
    return [one for one in silences(viewer) if one.silence.state == OVER]


def _order(one: SilentHome) -> tuple[bool, float, float, str]:
    hours = one.silence.hours
    return (
        one.silence.state == FREE,
        -one.silence.share,
        -(hours if hours is not None else 1e9),
        one.home.door,
    )


def _homes(viewer: Viewer, estate: Estate | None) -> Mapping[UUID, Home]:
    """The households in sight with who is at home; four statements, none a row a resident."""
    rows = visible_residents(viewer)
    risks = live_risks().filter(community_id=viewer.community_id)
    if estate is not None:
        rows = rows.filter(dwelling__stairwell__estate=estate)
        risks = risks.filter(resident__dwelling__stairwell__estate=estate)
    homes: dict[UUID, Home] = {}
    at_home, born = Q(where=Where.HOME), Q(where=Where.HOME, birth__isnull=False)
    counted = (
        rows.order_by("dwelling__stairwell__sort", "dwelling__sort", "dwelling")
        .values_list(
            "dwelling", "dwelling__door", "dwelling__stairwell__estate", "dwelling__stairwell"
        )
        .annotate(people=Count("id", filter=at_home), eldest=Min("birth", filter=born))
    )
    today = timezone.localdate(clock.now())
    for dwelling, door, place, stairwell, people, eldest in counted:
        home = homes[dwelling] = Home(dwelling, door, place, stairwell, people=people)
        home.oldest = _older(None, eldest, "", today)
    home_rows = rows.order_by().filter(at_home)
    for dwelling, note in (
        home_rows.filter(birth=None).exclude(note="").values_list("dwelling", "note")
    ):
        homes[dwelling].oldest = _older(homes[dwelling].oldest, None, note, today)
    held = risks.filter(resident__in=home_rows.values("id"))
    for dwelling, kind in held.values_list("resident__dwelling", "kind"):
        homes[dwelling].risks.add(kind)
    return homes


def _older(known: int | None, birth: date | None, note: str, today: date) -> int | None:
    """How old the oldest may be, one more of the household counted."""
    if birth is None and not note:
        return known
    born = born_between(birth, note, today, said_ages().spans)
    if born is None:
        return known
    age = years(born.earliest, today)
    return age if known is None else max(known, age)
