"""A town that asks for its report at five gets the day as it stood at five; nothing is lost."""

from datetime import date, datetime, timedelta

import pytest
from tests.reports.conftest import SHANGHAI, signed_in, text_of, url

from wanjia.core import clock, journal
from wanjia.core.access.viewer import system_viewer
from wanjia.core.models import Community
from wanjia.reports.answers.actions import Given, store_answers
from wanjia.reports.daily.actions import seal_due
from wanjia.reports.daily.cutoffs import running_day, span_of, with_hour
from wanjia.reports.daily.figures import figures
from wanjia.reports.models import SealedReport

DAY = date(2022, 4, 19)


def at(hour, minute=0, day=19):
    return datetime(2022, 4, day, hour, minute, tzinfo=SHANGHAI)


def test_days_follow_each_other_without_gap_whatever_the_hour_is_changed_to():
    hours = with_hour([], 17, at(10))
    hours = with_hour(hours, 24, at(18))
    hours = with_hour(hours, 9, at(11, day=22))
    assert hours == [["2022-04-19", 17], ["2022-04-20", 24], ["2022-04-23", 9]]
    days = [DAY + timedelta(days=number) for number in range(-2, 7)]
    spans = [span_of(day, hours) for day in days]
    for day, (start, end), (following, _end) in zip(days, spans, spans[1:], strict=False):
        assert end == following
        assert running_day(start, hours) == running_day(end - timedelta(seconds=1), hours) == day


def test_an_hour_that_has_passed_holds_from_the_next_day_and_moves_no_end_that_is_told():
    assert with_hour([], 17, at(18)) == [["2022-04-20", 17]]
    five = [["2022-04-01", 17]]
    assert with_hour(five, 9, at(10)) == [["2022-04-01", 17], ["2022-04-20", 9]]
    assert with_hour(five, 17, at(10)) == five
    back = with_hour(with_hour([], 17, at(10)), 24, at(11))
    assert back == []


@pytest.mark.both
@pytest.mark.django_db
def test_what_comes_after_five_counts_to_the_next_day_and_is_corrected_where_it_belongs_before(
    community, viewer, morning, people
):
    head, desk, town = (signed_in(community, role) for role in ("head", "desk", "town"))
    with clock.freeze(at(10)):
        journal.write(system_viewer(community.id), "alarm.step_done")
        assert desk.post(url("daily_cutoff"), {"hour": 17}).status_code == 403
        page = head.post(url("daily_cutoff"), {"hour": 17}, follow=True)
        assert "已改，从 04-19 的日报起。" in text_of(page)
        assert head.post(url("daily_cutoff"), {"hour": 25}).status_code == 422
    store_answers(viewer, morning, [Given(people[0].id, "negative", 36.5)], "door")
    with clock.freeze(at(16, 59)):
        seal_due(community.id)
        assert not SealedReport.objects.filter(community=community, day=DAY).exists()
    with clock.freeze(at(17, 1)):
        seal_due(community.id)
        report = figures(viewer, DAY)
        assert (report.seal is not None, f"{report.as_of:%H:%M}") == (True, "16:59")
        assert "2022-04-20" in text_of(town.get(url("daily"), {"day": "2022-04-20"}))
    with clock.freeze(at(20)):
        store_answers(viewer, morning, [Given(people[1].id, "negative", 38.4)], "door")
        seal_due(community.id)
        changes = {one.key: (one.before, one.after) for one in figures(viewer, DAY).seal.changes}
        assert changes[f"round:{morning.id}:reported"] == (1, 2)
        assert "alarms:new" not in changes
        after = figures(viewer, DAY + timedelta(days=1))
        assert (after.alarms_new, [one.name.zh for one in after.rounds]) == (1, ["傍晚"])
        opened = desk.get(url("daily_rows", "alarms"), {"day": "2022-04-20", "state": "new"})
        assert people[1].name in text_of(opened)
    with clock.freeze(at(17, 1, day=20)):
        seal_due(community.id)
        assert SealedReport.objects.filter(community=community).count() == 2


@pytest.mark.both
@pytest.mark.django_db
def test_the_town_s_row_runs_on_after_the_cut_off(community, viewer):
    from wanjia.city.models import Rollup
    from wanjia.city.rollup import keep_up

    with clock.freeze(at(10)):
        Community.objects.filter(id=community.id).update(report_hours=[["2022-04-19", 17]])
        keep_up(community.id)
        assert Rollup.objects.get(community=community, latest=True).day == DAY
    with clock.freeze(at(17, 30)):
        keep_up(community.id)
        assert Rollup.objects.get(community=community, latest=True).day == DAY + timedelta(days=1)
