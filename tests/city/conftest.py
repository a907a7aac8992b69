"""A city of two districts: one has two towns of two communities each, the other one of one."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from wanjia.city import rollup
from wanjia.core import clock
from wanjia.core.models import Area, Community, Level, Membership, Office, User

NOW = datetime(2022, 4, 19, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


class City:
    """Areas and communities by name, and who signs in for them."""

    def __init__(self):
        self.areas, self.communities = {}, {}

    def area(self, name, level, above=None):
        parent = self.areas.get(above)
        self.areas[name] = Area.objects.create(name=name, level=level, parent=parent)

    def community(self, name, town):
        made = Community.objects.create(name=name, area=self.areas[town], town=town)
        self.communities[name] = made
        rollup.keep_up(made.id)

    def url(self, name):
        if name in self.areas:
            return f"/city/areas/{self.areas[name].id}/"
        return f"/city/communities/{self.communities[name].id}/"

    def office(self, area, language="zh-hans"):
        user, _new = User.objects.get_or_create(username=f"office-{area}")
        Office.objects.get_or_create(user=user, defaults={"area": self.areas[area]})
        return self._signed_in(user, language)

    def officer(self, community, role):
        user = User.objects.create(username=f"{role}-{community}")
        Membership.objects.create(community=self.communities[community], user=user, role=role)
        return self._signed_in(user, "zh-hans")

    def _signed_in(self, user, language):
        client = Client(headers={"accept-language": language})
        client.force_login(user)
        return client


@pytest.fixture
def at():
    with clock.freeze(NOW):
        yield NOW


@pytest.fixture
def city(db, at):
    """City > North (East, West), South (Port); a community is called by its town and a number."""
    made = City()
    made.area("City", Level.CITY)
    for district, towns in (("North", ("East", "West")), ("South", ("Port",))):
        made.area(district, Level.DISTRICT, "City")
        for town in towns:
            made.area(town, Level.TOWN, district)
    for name, town in (
        ("East 1", "East"),
        ("East 2", "East"),
        ("West 1", "West"),
        ("West 2", "West"),
        ("Port 1", "Port"),
    ):
        made.community(name, town)
    return made


def page(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()
