"""Groups of the small estate, and a robot on this machine that stands for WeCom's."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from tests.channels.robot import Robot, robot

from wanjia.channels.backends import backends
from wanjia.channels.groups.actions import Card, save_group
from wanjia.channels.models import Group
from wanjia.notices.models import Reach
from wanjia.notices.publishing.audience import Audience

KEY = "693a91f6-7a1b-4bc4-97a0-0ec2sifa5aaa"


@pytest.fixture(autouse=True)
def _robots_of_this_machine(monkeypatch) -> None:
    """The tests' own robots listen here, as an administrator's gateway might."""
    listed = frozenset({"127.0.0.1"})
    monkeypatch.setattr("wanjia.channels.backends._addresses.listed", lambda: listed)


@pytest.fixture
def wecom(monkeypatch) -> Iterator[Robot]:
    """WeCom's host is a robot on this machine; all else is as it is sent."""
    with robot() as one:
        monkeypatch.setattr("wanjia.channels.backends.wecom.HOST", one.url)
        yield one


@pytest.fixture
def group(viewer, estate) -> Callable[..., Group]:
    """Enter a group: `group("23号群", "23", way="wecom")`; no stairwell is the whole estate."""

    def make(name: str, *wells: str, way: str = "hand", role: str = "", **more: Any) -> Group:
        found = estate.stairwells.filter(label__in=wells).values_list("id", flat=True)
        audience = Audience(Reach.ESTATE, estate=estate.id)
        if wells:
            audience = Audience(Reach.STAIRWELLS, stairwells=frozenset(found))
        if role:
            audience = Audience(Reach.ROLE, role=role)
        secret = more.pop("secret", backends()["wecom"].starts + KEY if way == "wecom" else "")
        card = Card(name, audience, way=way, secret=secret, **more)
        return save_group(viewer, card)

    return make
