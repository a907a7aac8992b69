"""Whatever triage calls 1 opens a need of urgency 1 by each way in, and its sender is told."""

import re
import tomllib
from pathlib import Path

import pytest
from django.db import transaction
from tests.examples import is_long, turn_of
from tests.hearing.conftest import WAYS

from wanjia.core.hearing import Words, hear
from wanjia.core.ids import new_id
from wanjia.needs.models import Need
from wanjia.triage import triage

pytestmark = pytest.mark.django_db
GRAVE = tomllib.loads(Path(__file__).with_name("grave.toml").read_text("utf-8"))["texts"]
WAYS_OF_A_TEXT = 5
WHAT_TO_DO = re.compile(r"1[12][09]")
CALM = re.compile(r"24 ?小时|24 hours|一天之内有人")


def test_the_texts_are_grave_by_triage_itself():
    assert len(GRAVE) >= 25
    assert [text for text in GRAVE if triage(text).urgency != 1] == []


def _texts_of(name):
    return [text for text in GRAVE if name in turn_of(text, sorted(WAYS), WAYS_OF_A_TEXT)]


def test_each_text_goes_some_of_the_ways_and_each_way_is_gone_with_some():
    assert {text for name in WAYS for text in _texts_of(name)} == set(GRAVE)
    assert all(_texts_of(name) for name in WAYS)


@pytest.mark.both
@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(WAYS))
def test_danger_opens_a_need_and_its_sender_is_told_what_to_do_now(world, name, database):
    go = WAYS[name](world)
    unheard = {}
    # What is grave is judged before the database is asked: there each way is gone twice. On SQLite
    # each text goes some of the ways in the ordinary run, and each way is gone with some texts.
    for text in GRAVE[:2] if database != "sqlite" and not is_long() else _texts_of(name):
        point = transaction.savepoint()
        known = set(Need.objects.values_list("id", flat=True))
        told = go(text)
        opened = Need.objects.filter(urgency=1).exclude(id__in=known)
        if not any(text in one.text for one in opened):
            unheard[text] = "no need of urgency 1"
        elif not WHAT_TO_DO.search(told):
            unheard[text] = f"not told what to do: {told[-300:]}"
        elif CALM.search(told):
            unheard[text] = f"told to be calm: {CALM.search(told)[0]}"
        transaction.savepoint_rollback(point)
    assert unheard == {}


@pytest.mark.parametrize("place", ["first", "middle", "last"])
def test_a_text_longer_than_a_need_holds_keeps_where_the_danger_is(world, place):
    talk = "今天团购的白菜收到了，很新鲜，谢谢大家。" * 150
    said = {"first": GRAVE[0] + talk * 2, "middle": talk * 2 + GRAVE[0] + talk, "last": talk * 2}
    text = said[place] + ("" if place != "last" else GRAVE[0])
    assert len(text) > 4000
    with transaction.atomic():
        hear(world.viewer, Words(text, "site.report", new_id()))
    need = Need.objects.get(urgency=1)
    assert GRAVE[0] in need.text
    assert len(need.text) <= 4000
