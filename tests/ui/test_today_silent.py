"""Today tells of those who call nobody: too long silent, and without food tomorrow."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from tests.two_towns import NOW

from wanjia.care.silence.background import count_silent
from wanjia.core import clock
from wanjia.goods.food.background import count_hungry

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def later(alder):
    """Four days after the doors were shut: nobody has said a word since, nothing was brought."""
    cache.clear()
    with clock.freeze(NOW + timedelta(days=4)):
        count_silent(alder.community.id)
        count_hungry(alder.community.id)
        yield alder
    cache.clear()


def test_today_leads_to_both_lists(later):
    page = later.client("desk", "en").get("/").content.decode()
    assert "not heard of for too long" in page
    assert "without food tomorrow" in page
    for path in ("/care/silence/", "/food/"):
        assert path in page
        assert "7-101" in later.client("desk", "en").get(path).content.decode()


def test_the_wall_has_a_mode_of_silence(later):
    client = later.client("desk", "en")
    path = f"/wall/{later.ids['estate_id']}/"
    page = client.get(f"{path}?show=silence")
    windows = {
        window["door"]: window
        for building in page.context["buildings"]
        for stairwell in building["stairwells"]
        for floor in stairwell["floors"]
        for window in floor["windows"]
    }
    assert windows["7-101"]["state"] == "dark"
    assert "Too long silent" in page.content.decode()
    assert "every 30s" not in page.content.decode()
    assert client.get(path).context["silent"] is False


def test_field_roles_see_their_own_doors_alone(later):
    grid = later.client("grid", "en")
    for path in ("/care/silence/", "/food/"):
        page = grid.get(path).content.decode()
        assert "7-101" in page
        assert "8-101" not in page


def test_the_town_sees_nobody(later):
    for path in ("/care/silence/", "/food/"):
        assert later.client("town").get(path).status_code == 403
