"""A small town for what must not be lost: one estate sealed, one that is sealed again and again.

Runs in the warm process's children: `make` fills a database, `stored` tells what is in it.
"""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
PUBLISHED = datetime(2022, 4, 18, 18, 40, tzinfo=SHANGHAI)
MORNING = datetime(2022, 4, 19, 10, 0, tzinfo=SHANGHAI)
HOMES = 60  # a stairwell


def make() -> dict[str, Any]:
    """Fill an empty database; what a client must know of it."""
    from django.test import Client
    from django.utils import translation

    from wanjia.core import clock
    from wanjia.core.access.api_keys import make_key
    from wanjia.core.access.viewer import Viewer
    from wanjia.core.models import Community, Membership, User
    from wanjia.core.transfer.schema import _bring_up_to_date
    from wanjia.people.models import HouseholdLink, Resident, Staff
    from wanjia.zoning.models import Zone
    from wanjia.zoning.zones.publish import Order, publish

    _bring_up_to_date("default")  # without the canary of a start
    translation.activate("zh-hans")
    community = Community.objects.create(name="祥欣居民区", name_en="Xiangxin")
    users = {}
    for role in ("head", "desk"):
        users[role] = User.objects.create(username=role, name=role)
        member = Membership.objects.create(community=community, user=users[role], role=role)
        Staff.objects.create(community=community, name=role, role=role, user=users[role])
    desk = Viewer(community.id, "desk", users["desk"].id, "desk")
    head = Viewer(community.id, "head", users["head"].id, "head")
    west = _estate(community, "西苑", HOMES)
    east = _estate(community, "东苑", 1)
    with clock.freeze(PUBLISHED):
        publish(desk, west, Order(frozenset({"1", "2", "3"}), "shanghai-2022-04"))
        _key, token = make_key(head, member.id, "test")
        good = _group_buy(desk)
        client = Client()
        client.force_login(users["desk"])
    links = HouseholdLink.objects.filter(community=community).select_related("dwelling")
    people: dict[Any, list[str]] = {}
    for one in Resident.objects.filter(community=community).order_by("sort"):
        people.setdefault(one.dwelling_id, []).append(str(one.id))
    return {
        "session": client.cookies["sessionid"].value,
        "key": token,
        "zone": str(Zone.objects.get(estate=west).id),
        "west": str(west.id),
        "east": str(east.id),
        "supply": str(good.supply_id),
        "good": str(good.id),
        "homes": [
            {
                "token": link.token,
                "dwelling": str(link.dwelling_id),
                "people": people[link.dwelling_id],
            }
            for link in links
        ],
    }


def _estate(community: Any, name: str, homes: int) -> Any:
    from wanjia.people.models import Resident
    from wanjia.places.models import Dwelling, Estate, Gate, Junction, Stairwell

    of = {"community": community}
    estate = Estate.objects.create(**of, name=name, name_en=name)
    inside = Junction.objects.create(**of, estate=estate, label="j1", at=[31.06, 121.23])
    Gate.objects.create(
        **of, estate=estate, label="east", name="东门", junction=inside, guards=2, at=inside.at
    )
    dwellings, residents = [], []
    for sort, label in enumerate("123"):
        at = [31.0601, 121.23 + sort / 1000]
        well = Stairwell.objects.create(
            **of, estate=estate, label=label, sort=sort, at=at, junction=inside
        )
        for number in range(homes):
            room = f"{number // 4 + 1}0{number % 4 + 1}"
            home = Dwelling(
                **of, stairwell=well, room=room, door=f"{label}-{room}",
                floor=number // 4 + 1, sort=number,
            )  # fmt: skip
            dwellings.append(home)
            residents += [
                Resident(**of, dwelling=home, sort=place, name=f"{surname}{number}")
                for place, surname in enumerate("张李")
            ]
    Dwelling.objects.bulk_create(dwellings)
    Resident.objects.bulk_create(residents)
    return estate


def _group_buy(desk: Any) -> Any:
    from wanjia.goods.models import Good
    from wanjia.goods.supplies import actions

    draft = actions.Draft("group_buy", "牛奶", [actions.Thing("牛奶", "箱", 6500)])
    return Good.objects.get(supply=actions.open_supply(desk, draft))


def shift(day: int = 0, hours: float = 0) -> float:
    """Seconds from now to the morning of a day of the story, or some hours after it."""
    moment = MORNING + timedelta(days=day, hours=hours)
    return (moment - datetime.now(SHANGHAI)).total_seconds()


def stored() -> dict[str, Any]:
    """What the database holds, by what the clients know it by."""
    from wanjia.goods.models import OrderLine
    from wanjia.needs.models import Need, NeedNote
    from wanjia.people.models import Contact, Photo
    from wanjia.reports.models import Answer
    from wanjia.zoning.models import Publication

    answers = Counter(
        f"{mark} {who}" for mark, who in Answer.objects.values_list("symptoms", "resident")
    )
    current = Answer.objects.filter(current=True)
    newest = {f"{one.round_id} {one.resident_id}": one.symptoms for one in current}
    ids = {
        "asked": [*Need.objects.values_list("id", flat=True)],
        "needs": [
            *Need.objects.values_list("id", flat=True),
            *NeedNote.objects.values_list("id", flat=True),
        ],
        "contacts": [*Contact.objects.values_list("id", flat=True)],
        "photos": [*Photo.objects.values_list("id", flat=True)],
        "publications": [*Publication.objects.values_list("id", flat=True)],
        "undone": [*Publication.objects.exclude(undone_at=None).values_list("id", flat=True)],
    }
    lines = OrderLine.objects.select_related("order")
    return {
        "answers": answers,
        "newest": newest,
        **{name: [str(one) for one in every] for name, every in ids.items()},
        "orders": {str(one.order.dwelling_id): one.quantity for one in lines},
    }


def dump() -> dict[str, Any]:
    """Every row of every table, hashed: two databases are alike where this is."""
    import hashlib

    from django.apps import apps
    from django.db import connection

    told = {}
    there = connection.introspection.table_names()
    for model in apps.get_models(include_auto_created=True):
        if model._meta.db_table in there:
            rows = sorted(repr(row) for row in model._base_manager.order_by().values_list())
            told[model._meta.db_table] = [
                len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest(),
            ]  # fmt: skip
    return told
