"""An officer's day in one page, and a household's word on its own requests."""

import pytest
from tests.two_towns import NOW

from wanjia.core import clock
from wanjia.needs.followup import actions
from wanjia.needs.models import Need

pytestmark = pytest.mark.django_db


@pytest.mark.slow
def test_a_day_tells_what_was_done_and_where(town):
    page = town.client("desk").get(f"/day/?day={NOW.date()}").content.decode()
    assert "登记求助" in page
    assert town.people["7"][2].dwelling.door in page


def test_only_the_head_opens_somebody_elses_day(town):
    desk = town.viewers["desk"].user_id
    assert "Alder Desk" in town.client("head").get(f"/day/{desk}/").content.decode()
    assert town.client("grid").get(f"/day/{desk}/").status_code == 403
    assert "Alder Desk" not in town.client("grid").get(f"/day/?who={desk}").content.decode()


def household(town, well: str = "7-301"):
    link = next(one for door, one in town.links.items() if door.startswith(well.split("-")[0]))
    return link, f"/h/{link.token}/"


def test_a_household_says_that_it_is_solved_and_opens_it_again(town, client):
    link, path = household(town)
    with clock.freeze(NOW):
        client.post(path, {"act": "help", "text": "家里米吃完了"})
        need = Need.objects.get(dwelling=link.dwelling, text__contains="米吃完了")
        desk = town.viewers["desk"]
        actions.take(desk, need.id)
        actions.report_back(desk, need.id, "送到门口了")
        page = client.get(path).content.decode()
        assert "解决了" in page
        client.post(path, {"act": "need", "need": str(need.id), "do": "solved"})
        need.refresh_from_db()
        assert need.closed_at
        said = {"act": "need", "need": str(need.id), "do": "again", "text": "没有送到"}
        assert client.post(path, said).status_code == 302
        need.refresh_from_db()
        assert need.closed_at is None
        assert need.reopened == 1


def test_the_clock_waits_for_the_household_and_starts_on_its_word(town, client):
    link, path = household(town)
    with clock.freeze(NOW):
        client.post(path, {"act": "help", "text": "厨房漏水"})
        need = Need.objects.get(dwelling=link.dwelling, text__contains="厨房漏水")
        actions.note(town.viewers["desk"], need.id, "几点方便上门？", "asked_back")
        assert "我们在等您的回话" in client.get(path).content.decode()
        said = {"act": "need", "need": str(need.id), "do": "again", "text": "下午三点"}
        client.post(path, said)
        need.refresh_from_db()
        assert need.waiting_since is None


@pytest.mark.both
def test_a_household_has_no_word_on_anothers_request(town, client):
    _link, path = household(town)
    other = Need.objects.get(id=town.outside["need_id"])
    said = {"act": "need", "need": str(other.id), "do": "solved"}
    assert client.post(path, said).status_code == 404
    other.refresh_from_db()
    assert other.closed_at is None
