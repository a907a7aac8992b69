"""Whatever triage calls 1 opens a need of urgency 1 by each way in, and its sender is told."""

import re
import tomllib
from pathlib import Path

import pytest
from django.db import transaction
from tests.examples import is_long
from tests.hearing.conftest import WAYS

from wanjia.needs.models import Need
from wanjia.triage import triage

pytestmark = pytest.mark.django_db
GRAVE = tomllib.loads(Path(__file__).with_name("grave.toml").read_text("utf-8"))["texts"]
WHAT_TO_DO = re.compile(r"1[12][09]")
CALM = re.compile(r"24 ?小时|24 hours|一天之内有人")


def test_the_texts_are_grave_by_triage_itself():
    assert len(GRAVE) >= 25
    assert [text for text in GRAVE if triage(text).urgency != 1] == []


@pytest.mark.both
@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(WAYS))
def test_danger_opens_a_need_and_its_sender_is_told_what_to_do_now(world, name, database):
    go = WAYS[name](world)
    unheard = {}
    # What is grave is judged before the database is asked: there each way is gone twice.
    for text in GRAVE if database == "sqlite" or is_long() else GRAVE[:2]:
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
