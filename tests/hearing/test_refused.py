"""What an officer wrote in a form that was refused stays, and danger in it is told at once."""

import html

import pytest

from wanjia.needs.models import Need

pytestmark = pytest.mark.django_db
GRAVE = "敲门没人应，从窗户看见老人倒在地上"
UNSAVED = "您写的话听起来有生命危险，还没有存下。"


def page_of(answer):
    return html.unescape(answer.content.decode())


def test_danger_in_a_refused_form_is_shown_and_registered_by_one_button(world):
    asked = f"/errands/new/?resident={world.person.id}"
    refused = world.desk.post(asked, {"wanted": "", "note": GRAVE})
    assert UNSAVED in page_of(refused)
    assert not Need.objects.exists()
    intake = world.desk.post("/needs/new/", {"begin": "1", "text": GRAVE})
    assert intake.status_code == 200
    assert GRAVE in page_of(intake)
    assert UNSAVED not in page_of(intake)
    world.desk.post("/needs/new/", {"text": GRAVE, "channel": "phone", "who": ""})
    assert Need.objects.get(text=GRAVE).urgency == 1


def test_a_refusal_that_leads_back_to_a_page_keeps_what_was_typed_until_it_is_sent(world):
    path = f"/residents/{world.person.id}/contact/"
    home = f"/dwellings/{world.home.id}/"
    world.desk.get(home)
    typed = {"way": "pigeon", "outcome": "reached", "note": GRAVE}
    back = world.desk.post(
        path, typed, follow=True, headers={"referer": f"http://testserver{home}"}
    )
    assert UNSAVED in page_of(back)
    draft = world.desk.session["draft"]
    again = world.desk.get(f"/drafts/{draft}/", follow=True)
    assert GRAVE in page_of(again)
    world.desk.post(path, typed | {"way": "call", "outcome": "needs"})
    assert Need.objects.get(text=GRAVE).urgency == 1
    assert "draft_of" not in world.desk.session


@pytest.mark.parametrize("note", ["电话里聊了几句，都好", ""])
def test_a_refused_form_without_danger_tells_of_none(world, note):
    refused = world.desk.post(f"/errands/new/?resident={world.person.id}", {"note": note})
    assert UNSAVED not in page_of(refused)
