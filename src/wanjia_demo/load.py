"""The demo town goes into the database: places and people by the acts that any town uses."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.utils.translation import gettext_noop as _

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.models import Area, Community, Membership, User
from wanjia.core.problems import Problem, declare_problems
from wanjia.core.transfer.schema import analyze_tables
from wanjia.people.models import Resident, Risk, Staff
from wanjia.people.search.pinyin import sound
from wanjia.places.bulk import insert_rows
from wanjia.places.estates.actions import import_places
from wanjia.places.estates.geojson import read_places
from wanjia.places.models import Dwelling, Estate, Stairwell
from wanjia.places.queries import stairwell_keys
from wanjia.zoning.plans.actions import Order, publish
from wanjia_demo import values
from wanjia_demo.geojson import town_geojson
from wanjia_demo.values import Point

CODE = "demo"
PASSWORD = "wanjia-demo"
PROTOCOL = "shanghai-2022-04"

declare_problems(
    {
        "demo.other_data": (
            _(
                "这个数据目录里已有别的居民区“{name}”，示范小镇不会混进去。请换一个空目录：WANJIA_DATA=…"
            ),
            409,
        ),
    }
)


@dataclass(frozen=True)
class Loaded:
    """The demo community, the head who acts in it, and where the story's case lives."""

    community: Community
    head: Viewer
    story: values.Story


def demo_community() -> Community | None:
    """Return the demo community if it is there; raises Problem `demo.other_data` if only another
    is.
    """
    community = Community.objects.filter(code=CODE).first()
    other = None if community else Community.objects.first()
    if other:
        raise Problem("demo.other_data", name=other.name)
    return community


@transaction.atomic
def load(
    town: values.Town,
    code: str = CODE,
    area: Area | None = None,
    logins: str = "",
    move: Point = (0.0, 0.0),
) -> Loaded:
    """Put the town into the database: places, people, risks, staff with log-ins.

    `area` is the town that it answers to, `logins` what its log-ins begin with, and `move` how far
    from its place on the map it lies, in degrees of longitude and latitude.
    """
    community = Community.objects.create(
        code=code,
        name=town.name,
        name_en=town.name_en,
        town=town.town_office,
        area=area,
    )
    head = Viewer(community.id, "head", name=next(s.name for s in town.staff if s.role == "head"))
    places = read_places(json.dumps(town_geojson(town, move)).encode())
    import_places(head, places.estates)
    residents = _residents_by_key(community, town)
    analyze_tables(connection, Stairwell, Dwelling, Resident, Risk)
    users = make_staff(community, town.staff, residents, logins)
    return Loaded(
        community, Viewer(community.id, "head", users["head"].id, users["head"].name), town.story
    )


def _residents_by_key(community: Community, town: values.Town) -> dict[str, Resident]:
    """Everyone of the register, by the town's own key; a household is where its dwelling is."""
    rows = Dwelling.objects.filter(community=community).values_list(
        "id", "room", "stairwell__lane", "stairwell__label", "stairwell__estate__name"
    )
    home = {(estate, lane, label, room): one for one, room, lane, label, estate in rows}
    made = {
        person.key: _make_resident(community.id, person, dwelling, place)
        for dwelling, household in _group_households(town, home)
        for place, person in enumerate(household)
    }
    names = [column.attname for column in Resident._meta.concrete_fields]
    insert_rows(Resident, names, ([getattr(one, name) for name in names] for one in made.values()))
    Risk.objects.bulk_create(
        [
            Risk(
                community=community,
                resident=made[person.key],
                kind=risk.kind,
                detail=dict(risk.detail),
                source="名册",
                confirmed=True,
                since=town.today,
            )
            for person in town.residents()
            for risk in person.risks
        ],
        batch_size=500,
    )
    return made


def _group_households(
    town: values.Town, home: dict[tuple[str, str, str, str], UUID]
) -> Iterator[tuple[UUID, tuple[values.Resident, ...]]]:
    for estate in town.estates:
        for door in estate.stairwells:
            for flat in door.dwellings:
                if flat.residents:
                    key = (estate.name, door.lane, door.label, flat.room)
                    yield home[key], flat.residents


def _make_resident(
    community: UUID, person: values.Resident, dwelling: UUID, place: int
) -> Resident:
    how = sound(person.name)
    return Resident(
        community_id=community,
        dwelling_id=dwelling,
        name=person.name,
        pinyin=how.pinyin,
        initials=how.initials,
        sex=person.sex,
        birth=person.birth,
        id_number=person.id_number,
        phone=person.phone,
        relation=person.relation,
        register=person.register,
        note=person.note,
        where=person.where,
        exempt_until=person.exempt_until,
        exempt_reason=person.exempt_why if person.exempt_until else "",
        sort=place,
    )


def make_staff(
    community: Community,
    staff: Iterable[values.Staff],
    residents: dict[str, Resident],
    logins: str,
) -> dict[str, User]:
    secret = hashed_password()
    users = {
        one.login: User(username=logins + one.login, name=one.name, password=secret)
        for one in staff
    }
    User.objects.bulk_create(users.values())
    Membership.objects.bulk_create(
        Membership(community=community, user=users[one.login], role=one.role) for one in staff
    )
    Staff.objects.bulk_create(
        Staff(
            community=community,
            name=one.name,
            role=one.role,
            phone=one.phone,
            user=users[one.login],
            resident=residents.get(one.resident),
            skills=list(one.skills),
        )
        for one in staff
    )
    return users


@cache
def hashed_password() -> str:
    """Return one hash for all: they share the demo's password, and a hash takes half a second."""
    return make_password(PASSWORD)


def publish_precaution(loaded: Loaded, since: datetime) -> None:
    """Put all estates under the mildest class, as they were before the story's evening."""
    with clock.freeze(since):
        for estate in Estate.objects.filter(community=loaded.community):
            keys = frozenset(stairwell_keys(loaded.head, estate).values())
            order = Order(stairwells=keys, protocol=PROTOCOL, klass="precaution", rest=None)
            publish(loaded.head, estate, order)


def watched_since(now: datetime) -> datetime:
    """From when the estates are watched: a week and a day ago, so that two rounds have passed."""
    return now - timedelta(days=8)
