"""Forgetting: what the schedule says is gone, what is open stays, and the figures are the same."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.examples import examples
from tests.privacy.seed import GONE, live_through
from tests.threats.test_routes import stored
from tests.two_towns import NOW, Town

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer, system_viewer
from wanjia.core.models import Community, Entry
from wanjia.core.problems import Problem
from wanjia.needs.models import Need, NeedNote, Overrule
from wanjia.people.models import Contact, HouseholdLink, Resident, Risk
from wanjia.privacy.forgetting import actions, jobs
from wanjia.privacy.forgetting.forget import start_of_today, whats_due
from wanjia.privacy.models import Ending, Forgetting
from wanjia.reports.daily.figures import figures
from wanjia.reports.models import Alarm, Answer, Paste, Round, SealedReport
from wanjia.zoning.models import Case, Zone

pytestmark = pytest.mark.django_db
ENDED = NOW + timedelta(days=1)
LATER = NOW + timedelta(days=150)
FIRST, SECOND = date(2022, 4, 18), date(2022, 4, 19)


@contextmanager
def refused(code: str) -> Iterator[None]:
    """The block is refused with this name."""
    with pytest.raises(Problem) as problem:
        yield
    assert problem.value.code == code


@pytest.fixture(scope="module")
def town(inhabit, django_db_blocker) -> Iterator[Town]:
    """A town whose emergency ended, and from which all was forgotten half a year later."""
    lived = inhabit("suhe", lambda: live_through("苏禾"))
    with lived as town, django_db_blocker.unblock(), transaction.atomic():
        head = town.viewers["head"]
        with clock.freeze(ENDED):
            actions.end_emergency(head, "结束")
        with clock.freeze(LATER):
            before = [figures(head, day) for day in (FIRST, SECOND)]
            would = actions.counted(whats_due(head.community_id, start_of_today()))
            made = actions.work(actions.begin(head, start_of_today()))
        town.ids |= {"before": before, "would": would, "made": made}
        yield town
        transaction.set_rollback(True)


@pytest.mark.both
@pytest.mark.slow
def test_what_was_said_and_known_of_people_is_gone_and_the_register_stays(town):
    text = stored(town)
    assert [one for one in GONE if one in text] == []
    assert town.people["7"][1].name in text
    of = {"community": town.community}
    for model in (Answer, Alarm, Case, Risk, Contact, Paste, NeedNote, Overrule, HouseholdLink):
        left = model.objects.filter(**of)
        assert not left.exists(), model
    assert Need.objects.filter(**of, text="—", asker="", resident=None, dwelling=None).exists()
    assert Resident.objects.get(**of, left_at__isnull=False).name == "—"


def test_what_is_open_stays(town):
    still = Need.objects.filter(community=town.community, closed_at=None)
    assert {one.text for one in still} == {"Insulin for tomorrow, please"}
    assert all(one.resident_id for one in still)


def test_past_days_keep_their_figures_without_lists(town):
    with clock.freeze(LATER):
        head = town.viewers["head"]
        for was in town.ids["before"]:
            now = figures(head, was.day)
            assert now.kept
            for name in was.__dataclass_fields__:
                if name not in ("kept", "needs", "others"):
                    assert getattr(now, name) == getattr(was, name), name
            assert [(one.category, one.new, one.closed, one.open) for one in now.needs] == [
                (one.category, one.new, one.closed, one.open) for one in was.needs
            ]
            assert [(one.key, one.value) for one in now.others] == [
                (one.key, one.value) for one in was.others
            ]
        assert figures(head, SECOND).cases_total == 2
        assert figures(head, timezone.localdate(clock.now())).cases_total == 2
        client = town.client("head")
        page = client.get("/daily/?day=2022-04-19").content.decode()
        assert "已按保存期限清除" in page
        assert "/daily/rows/" not in page
        round_ = Round.objects.get(id=town.ids["round_id"])
        shown = client.get(f"/rounds/{round_.id}/").content.decode()
        assert "已按保存期限清除" in shown
        assert client.get("/rounds/?day=2022-04-19").status_code == 200


def test_the_journal_keeps_what_was_done_when_by_which_role_and_not_of_whom(town):
    entries = Entry.objects.filter(community=town.community, occurred_at__lt=ENDED)
    alarms = entries.filter(type="alarm.closed")
    assert alarms.exists()
    for one in entries.filter(type__startswith="alarm."):
        assert (one.subject, one.dwelling, one.before) == (None, None, None)
        assert one.role
        assert one.forgotten_at
    opened = Entry.objects.filter(community=town.community, type="need.recorded")
    assert opened.exclude(subject=None).exists()  # of requests that are open
    done = Entry.objects.get(community=town.community, type="forget.done")
    assert done.after["answers"] == town.ids["made"].done["answers"]
    assert done.after["left"] == 0
    assert all(isinstance(value, int) for value in done.after.values())


def test_what_was_shown_before_is_what_was_done_and_a_search_proves_it(town):
    made = town.ids["made"]
    assert {kind: n for kind, n in made.done.items() if n} == {
        kind: n for kind, n in town.ids["would"].items() if n
    }
    assert made.proof["faults"] == []
    assert made.proof["due"] == {}
    assert made.proof["looked_for"] > 20
    reasons = {(one["where"], one["kind"]) for one in made.proof["left"]}
    assert ("people.resident.name", "register") in reasons
    assert not any("欧阳" in str(value) for value in made.proof.values())


def test_a_second_time_there_is_nothing_left_to_forget(town):
    with clock.freeze(LATER):
        head = town.viewers["head"]
        dues = whats_due(head.community_id, start_of_today())
        assert {kind: n for kind, n in actions.counted(dues).items() if n} == {}
        assert actions.entries_counted(dues) == 0


def test_the_search_finds_what_a_fault_leaves_behind(town, db):
    from wanjia.privacy.forgetting.erased_terms import Seen
    from wanjia.privacy.forgetting.erasure_proof import prove

    seen = Seen()
    seen.names.add("欧阳别离")
    with clock.freeze(LATER):
        head = town.viewers["head"]
        dues = whats_due(head.community_id, start_of_today())
        Resident.objects.filter(community=town.community, left_at__isnull=False).update(
            name="欧阳别离"
        )
        found = prove(head.community_id, dues, seen)
    assert found["faults"] == [{"where": "people.resident.name", "kind": "", "rows": 1}]
    assert found["due"] == {"moved_away": 1}


def test_the_end_of_an_emergency_lifts_zones_closes_rounds_and_revokes_links(residents, viewer):

    head = Viewer(viewer.community_id, "head", name="主任")
    zone, round_ = _zone_with_round(residents, NOW)
    from wanjia.people.residents.actions import make_household_links

    make_household_links(viewer, [residents[0].dwelling_id])
    with clock.freeze(NOW):
        with refused("kernel.not_yours"):
            actions.end_emergency(viewer, "结束")
        ending = actions.end_emergency(head, "结束")
    zone.refresh_from_db()
    round_.refresh_from_db()
    assert zone.ended_at == NOW
    assert round_.cancelled_at == NOW
    assert not HouseholdLink.objects.filter(community=viewer.community_id, revoked_at=None).exists()
    told = Entry.objects.get(community=viewer.community_id, type="emergency.ended")
    assert (told.subject, told.after) == (ending.id, {"zones": 1, "links": 1})
    with clock.freeze(NOW + timedelta(hours=1)), refused("forget.nothing_to_end"):
        actions.end_emergency(head, "结束")


def _zone_with_round(residents, opens: datetime) -> tuple[Zone, Round]:
    """A zone over the first stairwell with one round of two hours."""
    from wanjia.zoning.models import ZoneStairwell

    home = residents[0].dwelling
    of = {"community_id": home.community_id}
    zone = Zone.objects.create(
        **of,
        estate=home.stairwell.estate,
        name="封控区",
        klass="sealed",
        protocol="shanghai-2022-04",
        started_at=opens - timedelta(days=1),
        clock_from=opens - timedelta(days=1),
    )
    ZoneStairwell.objects.create(
        **of, zone=zone, stairwell=home.stairwell, since=opens - timedelta(days=1)
    )
    round_ = Round.objects.create(
        **of,
        zone=zone,
        key=opens.isoformat(),
        name="上午",
        opens_at=opens - timedelta(hours=1),
        closes_at=opens + timedelta(hours=1),
    )
    return zone, round_


KINDS = ("answer", "need", "case", "contact", "paste")
events = st.lists(
    st.tuples(st.sampled_from(KINDS), st.integers(0, 14), st.integers(0, 11), st.booleans()),
    min_size=1,
    max_size=14,
)
START = datetime(2022, 4, 1, 2, tzinfo=NOW.tzinfo)


@pytest.mark.slow
@settings(
    max_examples=examples(3, 6),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(events, st.integers(5, 16), st.booleans())
def test_nothing_before_the_date_is_left_and_no_count_changes(residents, history, day, ended):
    community = residents[0].community_id
    head = Viewer(community, "head", name="主任")
    with transaction.atomic():
        _live(residents, history)
        now = START + timedelta(days=day)
        if ended:
            Ending.objects.create(community_id=community, occurred_at=now - timedelta(days=2))
            Zone.objects.filter(community_id=community).update(ended_at=now - timedelta(days=2))
        with clock.freeze(now):
            before = start_of_today()
            days = [timezone.localdate(START) + timedelta(days=n) for n in range(day)]
            was = {one: _counts(head, one) for one in days}
            actions.work(actions.begin(head, before))
            assert {one: _counts(head, one) for one in days} == was
        _nothing_left(community, before, ended, now)
        transaction.set_rollback(True)


def _live(residents, history) -> None:
    of = {"community_id": residents[0].community_id}
    zone, _round = _zone_with_round(residents, START)
    for kind, day, who, over in history:
        at, person = START + timedelta(days=day), residents[who]
        if kind == "answer":
            round_, _new = Round.objects.get_or_create(
                **of,
                zone=zone,
                key=str(day),
                defaults={
                    "name": "上午",
                    "opens_at": at - timedelta(hours=1),
                    "closes_at": at + timedelta(hours=1),
                },
            )
            said = {"antigen": "positive" if over else "negative", "channel": "door"}
            said["recorded_at"] = at
            Answer.objects.get_or_create(**of, round=round_, resident=person, defaults=said)
        elif kind == "need":
            Need.objects.create(
                **of, resident=person, dwelling=person.dwelling, channel="phone", text="要配药",
                category="medicine", urgency=2, opened_at=at,
                closed_at=at + timedelta(days=3) if over else None,
            )  # fmt: skip
        elif kind == "case":
            Case.objects.create(
                **of, resident=person, dwelling=person.dwelling, test="pcr", sampled_at=at,
                told_by="疾控", recorded_at=at,
            )  # fmt: skip
        elif kind == "contact":
            Contact.objects.create(
                **of, resident=person, occurred_at=at, channel="call", outcome="well"
            )
        else:
            Paste.objects.create(**of, recorded_at=at, text="接龙")


def _counts(head: Viewer, day: date) -> tuple:
    report = figures(head, day)
    return (
        report.cases_new,
        report.cases_total,
        sorted((str(one.id), one.asked, one.reported, one.abnormal) for one in report.rounds),
        sorted((one.category, one.new, one.closed, one.open) for one in report.needs),
    )


def _nothing_left(community, before: datetime, ended: bool, now: datetime) -> None:
    of = {"community_id": community}
    assert not Answer.objects.filter(**of, round__closes_at__lt=before).exists()
    assert not Contact.objects.filter(**of, occurred_at__lt=before).exists()
    assert not Paste.objects.filter(**of, recorded_at__lt=before).exists()
    closed = Need.objects.filter(**of, closed_at__lt=before)
    assert not closed.exclude(text="—", resident=None, dwelling=None).exists()
    cases = Case.objects.filter(**of, recorded_at__lt=now - timedelta(days=2))
    assert not (ended and cases.exists())


@pytest.mark.slow
def test_the_schedule_does_itself_once_a_day_and_goes_on_where_it_was_left(residents, viewer):
    community = viewer.community_id
    contact = Contact.objects.create(
        community_id=community,
        resident=residents[0],
        occurred_at=NOW,
        channel="call",
        outcome="well",
    )
    jobs._looked.clear()
    with clock.freeze(NOW + timedelta(days=59)):
        assert jobs.begin_if_due(community) is None
    with clock.freeze(NOW + timedelta(days=62)):
        made = jobs.begin_if_due(community)
        assert made is not None
        assert made.wanted["contacts"] == 1
        assert jobs.begin_if_due(community) is None
        with refused("forget.running"):
            actions.begin(Viewer(community, "head"), start_of_today())
        # Another worker holds it: it is left alone until the lease is over.
        Forgetting.objects.filter(id=made.id).update(lease_until=clock.now() + actions.LEASE)
        assert actions.work(made).finished_at is None
    with clock.freeze(NOW + timedelta(days=62, hours=1)):
        assert actions.work(made).finished_at
        jobs._looked.clear()
        assert jobs.begin_if_due(community) is None
    assert not Contact.objects.filter(id=contact.id).exists()


def test_each_community_of_a_town_has_its_turn(community, monkeypatch):
    """One pass over a few communities takes less than the pause between two of them."""
    other = Community.objects.create(name="邻居民区", name_en="Next")
    begun = []
    monkeypatch.setattr(jobs, "_looked", {})
    monkeypatch.setattr(jobs, "_last", {})
    monkeypatch.setattr(jobs.actions, "counted", lambda _dues: {"answers": 1})
    monkeypatch.setattr(jobs.actions, "begin", lambda viewer: begun.append(viewer.community_id))
    for minute in range(3):
        with clock.freeze(NOW + timedelta(minutes=minute)):
            for one in (community, other):
                jobs.by_schedule(one.id)
    assert begun == [community.id, other.id]


@pytest.mark.slow
@pytest.mark.both
def test_needs_of_care_are_forgotten_once_an_emergency_and_only_in_peace(residents, viewer):
    head = Viewer(viewer.community_id, "head", name="主任")
    zone, _round = _zone_with_round(residents, NOW)
    of = {"community_id": viewer.community_id, "resident": residents[0], "kind": "dialysis"}
    Risk.objects.create(**of)
    with clock.freeze(NOW):
        actions.end_emergency(head, "结束")
    with clock.freeze(NOW + timedelta(days=40)):
        Zone.objects.filter(id=zone.id).update(ended_at=None)  # the next emergency has begun
        actions.work(actions.begin(system_viewer(viewer.community_id)))
        assert Risk.objects.filter(**of).count() == 1
        Zone.objects.filter(id=zone.id).update(ended_at=NOW)
        actions.work(actions.begin(system_viewer(viewer.community_id)))
        assert Risk.objects.filter(**of).count() == 0
        Risk.objects.create(**of)  # noted in peacetime: not of that emergency
        actions.work(actions.begin(system_viewer(viewer.community_id)))
        assert Risk.objects.filter(**of).count() == 1


def test_no_day_to_come_is_forgotten_and_only_the_head_may(viewer):
    with clock.freeze(NOW):
        with refused("forget.too_late"):
            actions.begin(Viewer(viewer.community_id, "head"), NOW + timedelta(days=1))
        with refused("kernel.not_yours"):
            actions.begin(viewer, start_of_today())
    assert not Forgetting.objects.filter(community=viewer.community_id).exists()
    assert not SealedReport.objects.filter(community=viewer.community_id).exists()
