"""A sealed zone of two stairwells in the small estate, at ten in the morning of its second day."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from wanjia.core import clock

SHANGHAI = ZoneInfo("Asia/Shanghai")
PUBLISHED = datetime(2022, 4, 18, 18, 40, tzinfo=SHANGHAI)
NOW = datetime(2022, 4, 19, 10, 0, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def chinese():
    """Each test begins in Chinese, whatever language the last page spoke."""
    from django.utils import translation

    with translation.override("zh-hans"):
        yield


@pytest.fixture
def at():
    """The moment of the test; `with clock.freeze(...)` moves it."""
    with clock.freeze(NOW):
        yield NOW


def make_zone(estate, labels=("23", "24"), klass="sealed", since=PUBLISHED, **more):
    """A zone of these stairwells, with its rounds open."""
    from wanjia.places.models import Stairwell
    from wanjia.reports.rounds.actions import open_rounds
    from wanjia.zoning.models import Zone, ZoneStairwell

    fields = {"protocol": "shanghai-2022-04", "started_at": since, "clock_from": since} | more
    zone = Zone.objects.create(
        community_id=estate.community_id, estate=estate, name="西区", klass=klass, **fields
    )
    for stairwell in Stairwell.objects.filter(estate=estate, label__in=labels):
        ZoneStairwell.objects.create(
            community_id=estate.community_id, zone=zone, stairwell=stairwell, since=since
        )
    open_rounds(zone)
    return zone


@pytest.fixture
def zone(at, estate, residents):
    return make_zone(estate)


@pytest.fixture
def morning(zone):
    """The round of 19 April, 07:00 to 11:00: antigen and temperature."""
    return zone.rounds.get(key="2022-04-19-morning")


@pytest.fixture
def people(zone, residents):
    """The 24 residents of the zone, door by door."""
    from wanjia.people.models import Resident

    rows = Resident.objects.filter(dwelling__stairwell__zonings__zone=zone)
    return list(rows.order_by("dwelling__door", "sort"))


def signed_in(community, role, english=False):
    from django.test import Client

    from wanjia.core.models import Membership, User

    user = User.objects.create(username=f"{role}-{english}", name="王敏")
    Membership.objects.create(community=community, user=user, role=role)
    client = Client(headers={"accept-language": "en"} if english else {})
    client.force_login(user)
    return client


def url(name, *args, **query):
    from django.urls import reverse

    return reverse(f"reports:{name}", args=args, query=query)


def text_of(answer):
    return answer.content.decode()


@pytest.fixture
def desk(community):
    return signed_in(community, "desk")


@pytest.fixture
def officer(community, zone):
    """A grid officer of stairwell 23."""
    from wanjia.core.models import User
    from wanjia.people.models import Staff
    from wanjia.places.models import Stairwell
    from wanjia.zoning.models import Grid, GridMember, GridStairwell

    client = signed_in(community, "grid")
    user = User.objects.get(username="grid-False")
    staff = Staff.objects.create(community=community, name="王敏", role="grid", user=user)
    grid = Grid.objects.create(community=community, zone=zone, name="23号网格")
    GridMember.objects.create(community=community, grid=grid, staff=staff)
    GridStairwell.objects.create(
        community=community, grid=grid, stairwell=Stairwell.objects.get(label="23")
    )
    return client
