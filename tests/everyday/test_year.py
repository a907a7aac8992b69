"""A year on one page: figures that equal a recount, and no name."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.two_towns import NOW

from wanjia.core import clock
from wanjia.everyday.visits.actions import record_visit
from wanjia.everyday.year.queries import count_year
from wanjia.everyday.year.year_figures import VisitLine, count_visits, middle_hours
from wanjia.needs.models import Need

TUESDAY = datetime(2026, 3, 3, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@given(
    st.lists(
        st.builds(
            VisitLine,
            st.integers(1, 12),
            st.uuids(),
            st.booleans(),
            st.lists(st.sampled_from(["heat", "lone_elder"]), max_size=2).map(tuple),
        )
    )
)
def test_each_visit_counts_once_in_all_and_in_its_month(lines):
    year = count_visits(lines)
    assert year.visits == len(lines) == sum(year.by_month)
    assert year.doors <= year.visits
    assert year.seen == len([line for line in lines if line.seen])
    assert all(count <= year.visits for _reason, count in year.by_reason)


def test_half_of_nothing_is_nothing():
    assert middle_hours([]) is None
    assert middle_hours([1.0, 5.0, 30.0]) == 5.0


@pytest.mark.both
def test_the_year_of_a_committee_is_what_it_did(db, viewer, residents):
    with clock.freeze(TUESDAY):
        for outcome in ("nobody", "well"):
            record_visit(viewer, residents[0].dwelling_id, outcome, residents[0].id)
        Need.objects.create(
            community_id=viewer.community_id,
            channel="phone",
            text="灯坏了",
            category="repair",
            urgency=3,
            opened_at=TUESDAY - timedelta(hours=6),
            closed_at=TUESDAY,
        )
        year = count_year(viewer, 2026)
        assert (year.visits.visits, year.visits.doors, year.visits.seen) == (2, 1, 1)
        assert year.visits.by_month[2] == 2
        assert (year.timed, year.half_within, year.contacts) == (1, 6.0, 2)
        assert count_year(viewer, 2025).visits.visits == 0
        assert count_year(viewer, 2025).not_reached is None


@pytest.mark.both
@pytest.mark.django_db
def test_the_street_sees_the_figures_and_nobody_s_name(alder):
    with clock.freeze(NOW):
        page = alder.client("town").get("/year/?year=2022").content.decode()
        assert not [secret for secret in alder.secrets() if secret and secret in page]
        assert alder.client("grid").get("/year/").status_code == 403
