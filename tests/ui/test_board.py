"""The office's board on a television: visitors read no name, no room and no health fact on it."""

import re

import pytest
from tests.ui.test_live import look, screen

from wanjia.core.server import live_stream
from wanjia.core.server.live_stream import LiveStream
from wanjia.people.models import Resident, Staff
from wanjia.places.models import Dwelling
from wanjia.reports.answers.actions import Given, store_answers
from wanjia.reports.models import Alarm, Round


@pytest.mark.both
def test_the_board_tells_visitors_of_nobody(town):
    page = town.client("desk").get("/wall/board/").content.decode()
    assert page.count("data-board-estate") == 1 + page.count("data-board-estate hidden")
    assert f'data-dwelling="{town.ids["dwelling_id"]}"' in page
    text = re.sub(r"<[^>]+>", " ", page[page.index("<main") : page.index("</main")])
    people = list(Resident.objects.values_list("name", flat=True))
    people += list(Staff.objects.values_list("name", flat=True))
    assert [name for name in people if name in text] == []
    assert [door for door in Dwelling.objects.values_list("door", flat=True) if door in text] == []
    for kind, words in Alarm._meta.get_field("kind").choices:
        assert str(words) not in text, kind
    # Who is away, a lone elder, an alarm: no window looks so.
    looks = set(re.findall(r'<i class="(w[^"]*)" data-dwelling', page))
    assert looks <= {"w l", "w h", "w d"}


def test_the_board_is_the_offices_alone(town):
    assert town.client("grid").get("/wall/board/").status_code == 403
    assert "/wall/board/" in town.client("desk").get("/wall/").content.decode()
    assert "/wall/board/" not in town.client("grid").get("/wall/").content.decode()


@pytest.mark.both
def test_a_light_goes_on_as_its_answer_comes(town, monkeypatch):
    monkeypatch.setattr(live_stream, "STEADY_SECONDS", -1)
    stream = LiveStream(None)
    screens = [screen(town, "desk", "parts=board,board-side")]
    look(stream, screens)
    round_ = Round.objects.get(id=town.ids["round_id"])
    home = town.people["7"][:2]
    given = [Given(one.id, antigen="negative") for one in home]
    store_answers(town.viewers["desk"], round_, given, "door")
    [after] = look(stream, screens)
    assert after["board"] == {str(home[0].dwelling_id): ["w l", ""]}
