"""加测一轮: who, when, why, in one act; told to those who live there, asked of nobody twice."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.models import Entry
from wanjia.core.problems import Problem
from wanjia.notices.models import Notice
from wanjia.places.models import Path
from wanjia.reports.extra_rounds.actions import call_extra_round, cancel_extra_round
from wanjia.reports.models import Round
from wanjia.reports.rounds.actions import extend_rounds, settle_rounds
from wanjia.zoning.models import Zone
from wanjia.zoning.plans.actions import Order, publish

EVENING = datetime(2022, 4, 18, 10, 40, tzinfo=UTC)
NOON = datetime(2022, 4, 19, 4, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def evening():
    with clock.freeze(EVENING):
        yield


@pytest.fixture
def zone(viewer, estate, residents):
    Path.objects.update(guards=1)
    return publish(viewer, estate, Order(frozenset({"23", "24"}), "shanghai-2022-04")).zones.get(
        klass="sealed"
    )


def call(viewer, zone, test="pcr", opens=NOON, hours=4, reason="一户抗原阳性，全楼复测"):
    return call_extra_round(viewer, [zone.id], test, opens, opens + timedelta(hours=hours), reason)


@pytest.mark.both
def test_an_extra_round_is_one_act_with_who_when_and_why(viewer, zone):
    [round_] = call(viewer, zone)
    assert call(viewer, zone) == [round_]
    assert (round_.wants, round_.reason) == (["pcr"], "一户抗原阳性，全楼复测")
    entry = Entry.objects.get(type="round.called")
    assert (entry.actor_name, entry.after["why"]) == (viewer.name, round_.reason)
    notice = Notice.objects.get(zone=zone)
    assert notice.title == "加测核酸：4月19日 12:00–16:00"
    assert round_.reason in notice.body
    assert notice.title_en == "Extra PCR: 19 April 12:00–16:00"


def test_it_outlives_what_settles_the_rounds_of_the_protocol(viewer, zone):
    [round_] = call(viewer, zone)
    settle_rounds(Zone.objects.get(id=zone.id))
    extend_rounds(viewer.community_id)
    round_.refresh_from_db()
    assert round_.cancelled_at is None


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"reason": " "}, "round.reason_needed"),
        ({"hours": 0}, "round.window_wrong"),
        ({"hours": 30}, "round.window_wrong"),
        ({"opens": EVENING - timedelta(hours=9)}, "round.window_wrong"),
        ({"opens": EVENING + timedelta(days=8)}, "round.window_wrong"),
        # The morning round of the protocol asks for an antigen at 7 to 11.
        ({"test": "antigen", "opens": NOON - timedelta(hours=3)}, "round.asked_already"),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing(viewer, zone, more, code):
    before = Round.objects.count()
    with pytest.raises(Problem) as refused:
        call(viewer, zone, **more)
    assert refused.value.code == code
    assert Round.objects.count() == before
    assert not Notice.objects.exists()


def test_no_zone_no_round_and_only_officers_call_one(viewer, zone):
    with pytest.raises(Problem) as refused:
        call_extra_round(viewer, [], "pcr", NOON, NOON + timedelta(hours=2), "复测")
    assert refused.value.code == "round.no_zone"
    with pytest.raises(Problem):
        call(Viewer(viewer.community_id, "grid"), zone)


def test_it_can_be_cancelled_and_called_again(viewer, zone):
    [round_] = call(viewer, zone)
    for _ in range(2):
        cancel_extra_round(viewer, round_.id)
    assert Entry.objects.filter(type="round.cancelled").count() == 1
    [again] = call(viewer, zone)
    assert again.cancelled_at is None
    protocols = Round.objects.filter(zone=zone).exclude(id=again.id).first()
    with pytest.raises(Problem):
        cancel_extra_round(viewer, protocols.id)


@pytest.mark.both
def test_the_page_calls_it_and_keeps_what_was_typed_when_it_is_refused(client, community, zone):
    from wanjia.core.models import Membership, User

    user = User.objects.create(username="desk", name="值班")
    Membership.objects.create(community=community, user=user, role="desk")
    client.force_login(user)
    url = reverse("reports:extra_round")
    assert "加测一轮" in client.get("/rounds/").content.decode()
    fields = {
        "zones": [str(zone.id)], "test": "pcr", "opens_at": "2022-04-19T12:00",
        "closes_at": "2022-04-19T16:00", "reason": "一户抗原阳性",
    }  # fmt: skip
    refused = client.post(url, {**fields, "closes_at": "2022-04-19T11:00"})
    assert refused.status_code == 422
    assert "一户抗原阳性" in refused.content.decode()
    done = client.post(url, fields)
    [round_] = Round.objects.filter(key__startswith="extra-")
    assert done.url == reverse("reports:round", args=[round_.id])
    page = client.get(url).content.decode()
    assert "一户抗原阳性" in page
    assert client.post(reverse("reports:extra_round_cancel", args=[round_.id])).status_code == 302
    round_.refresh_from_db()
    assert round_.cancelled_at
