"""`wanjia check` sees a roll-up that does not say what the community's rows say."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from wanjia.city import invariants, rollup
from wanjia.city.models import Rollup
from wanjia.core import clock
from wanjia.core.models import Community

pytestmark = pytest.mark.django_db
NOW = datetime(2022, 4, 18, 18, 40, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def kept(residents):
    """A small estate's roll-ups of two days."""
    community = Community.objects.get(id=residents[0].community_id)
    with clock.freeze(NOW):
        rollup.recount_days(community, [NOW.date() - timedelta(days=1), NOW.date()])
        yield community


@pytest.mark.both
def test_a_roll_up_as_it_was_counted_is_found_whole(kept):
    assert [*invariants._latest_not_newest(kept.id), *invariants._differing_figures(kept.id)] == []


def test_a_roll_up_with_other_figures_is_found(kept):
    Rollup.objects.filter(community=kept, latest=True).update(residents=3)
    assert [one.where for one in invariants._differing_figures(kept.id)] == [str(NOW.date())]


def test_a_roll_up_that_is_not_of_the_newest_day_is_found(kept):
    Rollup.objects.filter(community=kept, latest=True).update(latest=False)
    assert [one.where for one in invariants._latest_not_newest(kept.id)] == [str(NOW.date())]
