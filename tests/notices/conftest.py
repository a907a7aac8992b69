"""A notice for the small estate, households that read it, an evening that stands still."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.models import Membership, User
from wanjia.notices.models import Notice, Reach
from wanjia.notices.publishing.actions import Draft, publish_notice, save_draft
from wanjia.notices.publishing.audience import Audience
from wanjia.people.models import HouseholdLink
from wanjia.people.residents.actions import make_household_links
from wanjia.places.models import Dwelling

NOW = datetime(2022, 4, 18, 19, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(autouse=True)
def evening() -> Iterator[None]:
    with clock.freeze(NOW):
        yield


@pytest.fixture
def everyone(residents) -> Audience:
    return Audience(Reach.COMMUNITY)


@pytest.fixture
def tell(viewer, everyone) -> Callable[..., Notice]:
    """Publish a notice: `tell()`, or with its audience, its texts, its validity."""

    def make(audience: Audience = everyone, **more: Any) -> Notice:
        texts = {"title": "明天核酸", "body": "请 8:00 到东门。", **more}
        return publish_notice(viewer, save_draft(viewer, Draft(audience=audience, **texts)).id)

    return make


@pytest.fixture
def home(community, residents) -> Callable[[str], Viewer]:
    """A household as it looks: `home("23-101")`."""

    def look(door: str) -> Viewer:
        dwelling = Dwelling.objects.get(community=community, door=door)
        return Viewer(community.id, "household", name=door, dwelling_id=dwelling.id)

    return look


@pytest.fixture
def link(viewer, residents) -> Callable[[str], str]:
    """The path of a household's page: `link("23-101")`."""

    def path(door: str) -> str:
        homes = Dwelling.objects.filter(community_id=viewer.community_id, door=door)
        make_household_links(viewer, homes)
        return f"/h/{HouseholdLink.objects.get(dwelling__door=door, revoked_at=None).token}/"

    return path


@pytest.fixture
def desk(client, community):
    """A browser at the desk."""
    user = User.objects.create(username="desk", name="值班")
    Membership.objects.create(community=community, user=user, role="desk")
    client.force_login(user)
    return client
