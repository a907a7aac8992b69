from datetime import timedelta

import pytest
from tests.two_towns import NOW, build

from wanjia.kernel import clock
from wanjia.kernel.access import Viewer
from wanjia.privacy import actions
from wanjia.privacy.forgetting import whats_due

pytestmark = pytest.mark.django_db


def test_smoke():
    town = build("Alder", 1)
    head = town.viewers["head"]
    with clock.freeze(NOW + timedelta(days=1)):
        print(actions.end_emergency(head, "over"))
    with clock.freeze(NOW + timedelta(days=3)):
        before = actions.start_of_today()
        dues = whats_due(town.community.id, before)
        print({k: v for k, v in actions.counted(dues).items() if v}, actions.entries_counted(dues))
        made = actions.work(actions.begin(head, before).id)
        print(made.done, made.entries, made.proof)
    assert 0
