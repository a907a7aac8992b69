"""A generated town of many communities: each by a seed of its own, in one transaction of its own.

Stopped and run again it goes on with the next. The days behind it are the same each time for the
same seed and clock.
"""

import sys
import time
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import cast
from zoneinfo import ZoneInfo

from django.db import transaction

from wanjia.city.rollup import recount
from wanjia.core import clock
from wanjia.core.access.viewer import OFFICE
from wanjia.core.models import Area, Community, Level, Office, User
from wanjia.core.problems import Problem
from wanjia.people.models import Resident
from wanjia.people.search.pinyin import sound
from wanjia.places.models import Estate
from wanjia.places.queries import stairwell_keys
from wanjia.reports.answers.actions import extend_rounds
from wanjia.zoning.actions import Order, publish, record_case
from wanjia_demo import load
from wanjia_demo.asking import IN_ORDER, ask
from wanjia_demo.drill.acts import plan_for
from wanjia_demo.many_answers import answer_all
from wanjia_demo.shelters import set_up
from wanjia_demo.town import build_town
from wanjia_demo.values import Town

ZONE = ZoneInfo("Asia/Shanghai")
CODE = "demo-"
FIRST, SECOND = "安和泰兴永长新东明华", "宁乐平康福祥瑞丰景苑"
A_ROW = 10  # communities side by side on the map
STEP = (0.0168, 0.0126)  # degrees from one to the next, about 1.6 by 1.4 km
SMALL = "兰谷别墅"  # the estate that a small community is made of: 761 people
AREAS = (  # the widest first, each with the log-in of its office
    (Level.CITY, "云间市", "Yunjian City", "city"),
    (Level.DISTRICT, "泖河区", "Maohe District", "district"),
    (Level.TOWN, "云间街道", "Yunjian Subdistrict", "town"),
)
CASES_IN_100 = 35  # communities with a case in the last days
SHELTER_EVERY = 10  # one community in so many runs a shelter


@dataclass(frozen=True)
class Wanted:
    """How large a town: communities, days of two rounds each, small communities or whole ones."""

    communities: int
    days: int = 10
    small: bool = False
    seed: int = 2022


def make(wanted: Wanted) -> list[Community]:
    """Make the communities that are not there yet, one after the other, saying how far it is.

    Raises Problem `demo.other_data` where the database holds anything else.
    """
    other = Community.objects.exclude(code__startswith=CODE).first()
    if other:
        raise Problem("demo.other_data", name=other.name)
    town = _make_areas()
    known = set(Community.objects.values_list("code", flat=True))
    left = [n for n in range(1, wanted.communities + 1) if f"{CODE}{n:03d}" not in known]
    begun = time.monotonic()
    for done, number in enumerate(left):
        community, people, answers = _make_community(wanted, number, town)
        spent = time.monotonic() - begun
        rest = spent / (done + 1) * (len(left) - done - 1)
        print(
            f"{number}/{wanted.communities} {community.name} {people:,} 人 {answers:,} 条填报"
            f" · 还要约 {rest / 60:.0f} 分 about {rest / 60:.0f} min left",
            file=sys.stderr,
            flush=True,
        )
    return list(Community.objects.filter(code__startswith=CODE).order_by("code"))


@transaction.atomic
def _make_areas() -> Area:
    """Return the city, the district and the town, each with a log-in; as they are where they
    are.
    """
    above: Area | None = None
    for level, name, name_en, login in AREAS:
        above, new = Area.objects.get_or_create(
            parent=above,
            name=name,
            defaults={"level": level, "name_en": name_en, "code": CODE.rstrip("-")},
        )
        if new:
            user = User.objects.create(
                username=login, name=f"{name}值班室", password=load.hashed_password()
            )
            Office.objects.create(user=user, area=above)
    return cast(Area, above)


@transaction.atomic
def _make_community(wanted: Wanted, number: int, area: Area) -> tuple[Community, int, int]:
    """Return one community with its days; how many people it has and how many answers they gave."""
    now = clock.now()
    rng = Random(f"{wanted.seed}/{number}/days")
    place = (number - 1) % A_ROW * STEP[0], (number - 1) // A_ROW * STEP[1]
    code = f"{CODE}{number:03d}"
    town = _make_town(wanted, number, now)
    loaded = load.load(town, code, area, f"c{number:03d}-", place)
    community, head = loaded.community, loaded.head
    since = now - timedelta(days=wanted.days)
    with clock.freeze(since.replace(hour=0, minute=0, second=0, microsecond=0)):
        for estate in Estate.objects.filter(community=community):
            keys = frozenset(stairwell_keys(head, estate).values())
            publish(head, estate, Order(keys, load.PROTOCOL, "controlled", rest=None))
    if rng.randrange(100) < CASES_IN_100:
        _make_outbreak(loaded, rng, now, wanted.days)
    extend_rounds(community.id)
    answers = answer_all(community, Random(f"{wanted.seed}/{number}/answers"), now)
    if not wanted.small or number % 2:
        ask(community, now)
    if number % SHELTER_EVERY == 1 and not wanted.small:
        set_up(community, head, now)
    today = now.astimezone(ZONE).date()
    recount(community, [today - timedelta(days=back) for back in range(wanted.days + 1)])
    return community, sum(len(estate.residents) for estate in town.estates), answers


def _make_town(wanted: Wanted, number: int, now: datetime) -> Town:
    town = build_town(wanted.seed + 1000 * number, now.astimezone(ZONE).date())
    name = _make_name(number)
    town = replace(town, name=name, name_en=sound(name).pinyin.capitalize())
    if wanted.small:
        kept = tuple(estate for estate in town.estates if estate.name == SMALL)
        town = replace(town, estates=kept)
    return town


def _make_name(number: int) -> str:
    """Return a name of two characters; beyond a hundred with a number behind it."""
    turn, place = divmod(number - 1, len(FIRST) * len(SECOND))
    name = FIRST[place // len(SECOND)] + SECOND[place % len(SECOND)]
    return f"{name}{turn + 1}" if turn else name


def _make_outbreak(loaded: load.Loaded, rng: Random, now: datetime, days: int) -> None:
    """A case or two in the last days, each with the recommended plan put in force."""
    community, head = loaded.community, loaded.head
    people = Resident.objects.filter(community=community, where="home").order_by(*IN_ORDER)
    ids = list(people.values_list("id", flat=True))
    for back in sorted(rng.sample(range(1, days + 1), min(rng.randint(1, 2), days)), reverse=True):
        person = Resident.objects.select_related("dwelling__stairwell").get(
            community=community, id=rng.choice(ids)
        )
        with clock.freeze(now - timedelta(days=back) + timedelta(hours=1)):
            record_case(
                head,
                person.dwelling,
                test="pcr",
                sampled_at=clock.now() - timedelta(hours=9),
                told_by="疾控",
                resident=person,
            )
            plan_for(head, person.dwelling.stairwell.estate_id)


def office_logins() -> list[dict[str, str]]:
    """Return who signs in for the city, the district and the town."""
    return [
        {
            "user": office.user.username,
            "password": load.PASSWORD,
            "role": OFFICE,
            "name": office.user.name,
        }
        for office in Office.objects.select_related("user").order_by("user__username")
    ]
