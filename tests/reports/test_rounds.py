"""Rounds open, close, are cancelled and come again as their zone does."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from tests.reports.conftest import NOW, SHANGHAI, make_zone

from wanjia.core import clock, journal
from wanjia.core.access.viewer import Viewer
from wanjia.people.models import Resident, Risk
from wanjia.places.models import Stairwell
from wanjia.reports import queries
from wanjia.reports.answers.actions import Given, extend_rounds, open_rounds, store_answers
from wanjia.reports.answers.status import is_given
from wanjia.reports.models import Answer, Round
from wanjia.reports.rounds.actions import settle_rounds
from wanjia.reports.rounds.completeness import test_rounds as tests_of
from wanjia.reports.wall.windows import window_states
from wanjia.zoning import queries as zoning
from wanjia.zoning.models import ZoneStairwell
from wanjia.zoning.protocols import protocol as rules
from wanjia.zoning.protocols.actions import save_protocol

pytestmark = pytest.mark.django_db


def keys(zone):
    return list(zone.rounds.filter(cancelled_at=None).values_list("key", flat=True))


def at(day, hour):
    return datetime(2022, 4, day, hour, tzinfo=SHANGHAI)


def test_the_round_in_whose_window_a_zone_is_published_is_its_first(zone):
    assert keys(zone)[:3] == ["2022-04-18-evening", "2022-04-19-morning", "2022-04-19-evening"]


def test_rounds_are_opened_two_days_ahead_and_once(zone):
    known = keys(zone)
    assert known[-1] == "2022-04-21-morning"
    assert open_rounds(zone) == []
    assert keys(zone) == known


def test_days_that_nobody_looked_have_missed_rounds_all_the_same(zone, community, viewer):
    with clock.freeze(at(25, 9)):
        assert extend_rounds(community.id) == 12
        assert "2022-04-23-morning" in keys(zone)
        rows = queries.rounds_of_day(viewer, at(23, 0).date())
        progress = queries.round_progress(viewer, rows)
        assert [progress[one.id].missing for one in rows] == [24, 24]
        assert [one.key for one in queries.current_rounds(viewer)] == ["2022-04-25-morning"]


def test_extending_twice_opens_nothing_new(zone, community):
    with clock.freeze(at(25, 9)):
        extend_rounds(community.id)
        assert extend_rounds(community.id) == 0


def test_a_zone_taken_back_loses_its_rounds_to_come_and_keeps_those_that_closed(zone, community):
    zone.ended_at, zone.end_reason = NOW, "undone"
    zone.save()
    extend_rounds(community.id)
    assert keys(zone) == ["2022-04-18-evening"]


def test_a_zone_that_comes_back_has_its_rounds_again(zone, community):
    before = keys(zone)
    zone.ended_at = NOW
    zone.save()
    extend_rounds(community.id)
    zone.ended_at = None
    zone.save()
    extend_rounds(community.id)
    assert keys(zone) == before


def test_a_zone_that_is_to_end_has_rounds_until_then(zone, community):
    zone.ended_at = at(20, 12)
    zone.save()
    settle_rounds(zone)
    extend_rounds(community.id)
    assert keys(zone)[-1] == "2022-04-20-morning"


@pytest.mark.both
def test_a_protocol_that_the_committee_changed_changes_the_rounds_to_come(zone, community):
    text = (Path(rules.__file__).parent / "builtin" / "shanghai-2022-04.toml").read_text()
    later = text.replace('opens = "17:00"', 'opens = "18:00"', 1).replace(
        'key = "evening"', 'key = "late"', 1
    )
    save_protocol(Viewer(community.id, "head"), "shanghai-2022-04", later)
    assert "2022-04-19-late" in keys(zone)
    assert "2022-04-19-evening" not in keys(zone)
    assert "2022-04-18-evening" in keys(zone)


def test_a_clock_put_back_moves_the_round_of_the_last_test(zone, viewer):
    open_rounds(zone, until=at(30, 23))
    assert "2022-04-30-pcr" in keys(zone)
    with clock.freeze(at(29, 12)):
        zone.clock_from = at(29, 11)
        zone.save()
        from django.db import transaction

        with transaction.atomic():
            journal.write(viewer, "zone.clock_reset", subject=zone.id)
        assert "2022-04-30-pcr" not in keys(zone)
        assert "2022-04-30-morning" in keys(zone)


def test_the_residents_of_a_round_are_those_of_its_stairwells(viewer, morning, people):
    assert set(queries.residents_in_round(viewer, morning)) == set(people)


def test_a_stairwell_that_left_the_zone_stays_in_the_rounds_of_its_time(viewer, zone, morning):
    yesterday = zone.rounds.get(key="2022-04-18-evening")
    ZoneStairwell.objects.filter(zone=zone, stairwell__label="24").update(until=at(19, 8))
    assert queries.residents_in_round(viewer, morning).count() == 12
    assert queries.residents_in_round(viewer, yesterday).count() == 24


def test_who_left_before_a_round_is_not_in_it(viewer, zone, morning, people):
    Resident.objects.filter(id=people[0].id).update(left_at=at(19, 6))
    yesterday = zone.rounds.get(key="2022-04-18-evening")
    assert people[0] not in queries.residents_in_round(viewer, morning)
    assert people[0] in queries.residents_in_round(viewer, yesterday)


def test_who_is_away_or_exempt_is_counted_apart_and_not_missing(viewer, morning, people):
    Resident.objects.filter(id=people[0].id).update(where="away")
    Resident.objects.filter(id=people[1].id).update(where="hospital")
    Resident.objects.filter(id=people[2].id).update(exempt_until=NOW.date())
    Resident.objects.filter(id=people[3].id).update(exempt_until=NOW.date() - timedelta(days=1))
    found = queries.round_progress(viewer, [morning])[morning.id]
    assert (found.total, found.away, found.exempt, found.missing) == (24, 2, 1, 21)
    assert set(people[:3]).isdisjoint(queries.missing_residents(viewer, morning))
    assert people[3] in queries.missing_residents(viewer, morning)


def test_a_round_for_those_at_risk_asks_nobody_else(at, viewer, estate, residents):
    zone = make_zone(estate, protocol="heatwave", klass="red")
    Risk.objects.create(
        community_id=estate.community_id, resident=residents[0], kind="alone_elder", confirmed=True
    )
    one = zone.rounds.filter(who="at_risk", opens_at__gt=NOW).first()
    assert one is not None
    assert list(queries.residents_in_round(viewer, one)) == [residents[0]]
    with clock.freeze(one.opens_at):
        found = queries.round_progress(viewer, [one])[one.id]
        assert (found.total, found.missing) == (1, 1)
        store_answers(viewer, one, [Given(residents[0].id, where="home")], "call")
        assert queries.round_progress(viewer, [one])[one.id].reported == 1


@pytest.mark.both
def test_an_at_risk_round_asks_only_for_risks_that_hold_on_its_day(at, viewer, estate, residents):
    zone = make_zone(estate, protocol="heatwave", klass="red")
    one = zone.rounds.filter(who="at_risk", opens_at__gt=NOW).order_by("opens_at").first()
    day = timezone.localdate(one.opens_at)
    tomorrow, today, over, ended = residents[:4]
    for person, more in (
        (tomorrow, {"since": day + timedelta(days=1)}),
        (today, {"since": day, "until": day}),
        (over, {"until": day - timedelta(days=1)}),
        (ended, {"ended_at": one.opens_at - timedelta(hours=1)}),
    ):
        Risk.objects.create(
            community_id=estate.community_id, resident=person, kind="newborn", **more
        )
    assert list(queries.residents_in_round(viewer, one)) == [today]
    assert queries.round_progress(viewer, [one])[one.id].total == 1
    # What ended since was a risk in that round all the same.
    Risk.objects.filter(resident=today).update(ended_at=one.closes_at + timedelta(hours=2))
    with clock.freeze(one.closes_at + timedelta(days=1)):
        assert queries.round_progress(viewer, [one])[one.id].total == 1


@pytest.mark.both
def test_symptoms_alone_are_an_answer_where_a_round_only_wants_to_hear_of_people(
    at, viewer, estate, residents
):
    zone = make_zone(estate, protocol="heatwave", klass="red")
    Risk.objects.create(
        community_id=estate.community_id, resident=residents[0], kind="alone_elder", confirmed=True
    )
    one = zone.rounds.filter(who="at_risk", opens_at__gt=NOW).first()
    with clock.freeze(one.opens_at):
        store_answers(viewer, one, [Given(residents[0].id, symptoms="头晕")], "call")
        assert queries.round_progress(viewer, [one])[one.id].missing == 0
        assert not queries.missing_residents(viewer, one)
        answer = Answer.objects.get(round=one, current=True)
        assert is_given(one.wants, answer)
        assert not is_given(["temperature"], answer)
        assert not is_given(["antigen", "temperature"], answer)


def test_a_field_role_sees_the_rounds_of_its_stairwells_only(morning, community):
    viewer = Viewer(community_id=community.id, role="grid")
    viewer.__dict__["stairwells"] = frozenset(
        Stairwell.objects.filter(label="23").values_list("id", flat=True)
    )
    assert queries.round_by(viewer, morning.id) == morning
    assert queries.round_progress(viewer, [morning])[morning.id].total == 12
    assert queries.residents_in_round(viewer, morning).count() == 12
    viewer.__dict__["stairwells"] = frozenset(
        Stairwell.objects.filter(label="3").values_list("id", flat=True)
    )
    assert queries.current_rounds(viewer) == []


def test_the_town_sees_no_round(morning, community):
    assert queries.current_rounds(Viewer(community_id=community.id, role="town")) == []


def test_the_latest_round_of_a_zone_stands_between_two_windows(zone, viewer):
    with clock.freeze(at(19, 14)):
        assert queries.current_rounds(viewer) == []
        assert [one.key for one in queries.latest_rounds(viewer)] == ["2022-04-19-morning"]


def test_many_rounds_are_counted_in_four_statements(
    zone, viewer, community, django_assert_num_queries
):
    with clock.freeze(at(30, 9)):
        extend_rounds(community.id)
        rounds = list(Round.objects.filter(opens_at__lte=at(30, 9)))
        assert len(rounds) == 24
        with django_assert_num_queries(3):
            queries.round_progress(viewer, rounds)


def test_a_pcr_round_is_complete_when_all_were_sampled_and_negative_when_all_results_are(
    zone, viewer, people
):
    with clock.freeze(at(30, 13)):
        open_rounds(zone)
        pcr = zone.rounds.get(key="2022-04-30-pcr")
        assert [one.complete for one in tests_of(zone)] == [False]
        store_answers(viewer, pcr, [Given(one.id, pcr="sampled") for one in people], "door")
        [found] = tests_of(zone)
        assert (found.kind, str(found.on)) == ("pcr", "2022-04-30")
        assert (found.complete, found.all_negative) == (True, False)
        store_answers(viewer, pcr, [Given(one.id, pcr="negative") for one in people], "door")
        assert tests_of(zone)[0].all_negative


def test_a_test_that_opens_at_noon_does_not_stop_what_was_due_in_the_morning(
    zone, viewer, people, community
):
    with clock.freeze(at(30, 13)):
        open_rounds(zone)
        pcr = zone.rounds.get(key="2022-04-30-pcr")
        store_answers(viewer, pcr, [Given(one.id, pcr="negative") for one in people], "door")
    noon = datetime(2022, 5, 2, 12, tzinfo=SHANGHAI)
    again = Round.objects.create(
        community=community, zone=zone, key="2022-05-02-extra", name="加测", wants=["pcr"],
        opens_at=noon, closes_at=noon + timedelta(hours=4),
    )  # fmt: skip

    def ready():
        [(_zone, proposal)] = zoning.proposals(viewer)
        return proposal.ready

    with clock.freeze(noon - timedelta(hours=1)):
        assert ready()
    with clock.freeze(noon + timedelta(minutes=5)):
        assert ready()  # Nobody has been sampled yet.
        store_answers(viewer, again, [Given(people[0].id, pcr="sampled")], "door")
        assert ready()  # One sample waits in the laboratory.
        store_answers(viewer, again, [Given(people[0].id, pcr="positive")], "door")
        assert not ready()


@pytest.mark.both
def test_a_window_is_lit_half_dark_or_away_as_its_people_were_heard_from(
    viewer, estate, morning, people, django_assert_max_num_queries
):
    homes = [people[number : number + 2] for number in range(0, 10, 2)]
    store_answers(viewer, morning, [Given(one.id, "negative") for one in homes[0]], "door")
    store_answers(viewer, morning, [Given(homes[1][0].id, "positive")], "door")
    Resident.objects.filter(id__in=[one.id for one in homes[3]]).update(where="away")
    Risk.objects.create(community=estate.community, resident=homes[2][0], kind="alone_elder")
    with django_assert_max_num_queries(5):
        found = window_states(viewer, estate, morning)
    windows = [found[home[0].dwelling_id] for home in homes]
    assert [one.state for one in windows] == ["lit", "half", "dark", "away", "dark"]
    assert [one.alarm for one in windows] == [False, True, False, False, False]
    assert [one.elder for one in windows] == [False, False, True, False, False]
    assert (windows[1].heard, windows[1].asked) == (1, 2)
    outside = found[Resident.objects.filter(dwelling__door="3-101").first().dwelling_id]
    assert (outside.state, outside.words) == ("empty", "不用填报")
