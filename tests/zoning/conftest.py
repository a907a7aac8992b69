"""What the pages of zones are tried with: signed-in clients, a work group, the story's evening."""

from datetime import UTC, datetime

import pytest

from wanjia.core import clock
from wanjia.core.models import Membership, User
from wanjia.people.models import Staff

EVENING = datetime(2022, 4, 18, 10, 40, tzinfo=UTC)


@pytest.fixture
def evening():
    with clock.freeze(EVENING):
        yield EVENING


@pytest.fixture
def user_of(community):
    """The user of a role, who is on the staff if the role goes to the doors."""

    def make(role):
        user, new = User.objects.get_or_create(username=role, defaults={"name": f"某{role}"})
        if new:
            Membership.objects.create(community=community, user=user, role=role)
            if role in ("grid", "doctor", "steward", "volunteer"):
                Staff.objects.create(
                    community=community, name=user.name, role=role, user=user, phone="19900001234"
                )
        return user

    return make


@pytest.fixture
def sign_in(client, user_of):
    def sign(role, language="zh-hans"):
        client.force_login(user_of(role))
        client.cookies["wanjia_lang"] = language
        return client

    return sign


@pytest.fixture
def desk(sign_in):
    return sign_in("desk")
