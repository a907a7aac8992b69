"""A plan says that it is by the sketch until somebody walked it; unknown garages are asked for."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.models import Entry
from wanjia.core.problems import Problem
from wanjia.places.estates.walking import note_walked
from wanjia.places.models import Estate, SharedWay
from wanjia.zoning import queries

EVENING = datetime(2022, 4, 18, 10, 40, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evening")]


@pytest.mark.both
def test_the_plan_says_by_the_sketch_and_asks_for_garages_until_it_is_walked(
    desk, viewer, estate, residents
):
    Estate.objects.update(schematic=True)
    plan = reverse("zoning:plan", args=[estate.id])
    page = desk.get(plan).content.decode()
    assert "按示意图" in page
    assert "车库、天台或连廊？还不知道" in page
    done = desk.post(reverse("zoning:plan_walked", args=[estate.id]), {"joined": "23、3"})
    assert done.url == plan
    page = desk.get(plan).content.decode()
    assert "按示意图" not in page
    assert queries.graph_of(viewer, estate).shared == (("23", "3"),) or queries.graph_of(
        viewer, estate
    ).shared == (("3", "23"),)
    entry = Entry.objects.get(type="estate.walked")
    assert (entry.subject, entry.after["joined"]) == (estate.id, [["23", "3"]])


def test_no_inner_way_is_an_answer_too_and_twice_is_harmless(viewer, estate):
    for _ in range(2):
        note_walked(viewer, estate, [])
    note_walked(viewer, estate, [["23", "24"]])
    note_walked(viewer, estate, [["24", "23"]])
    assert SharedWay.objects.count() == 1
    assert Estate.objects.get().walked_at == clock.now()


def test_a_door_that_is_not_there_is_refused_and_nothing_is_noted(desk, viewer, estate):
    with pytest.raises(Problem) as refused:
        note_walked(viewer, estate, [["23", "99"]])
    assert refused.value.code == "places.stairwell_unknown"
    url = reverse("zoning:plan_walked", args=[estate.id])
    assert desk.post(url, {"joined": "23 99"}).status_code == 422
    assert Estate.objects.get().walked_at is None
    with pytest.raises(Problem):
        note_walked(Viewer(viewer.community_id, "grid"), estate, [])
