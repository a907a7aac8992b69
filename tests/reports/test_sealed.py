"""The daily report is sealed at midnight; what comes later is a correction that the town sees."""

import json
from datetime import date, datetime, timedelta

import pytest
from tests.reports.conftest import SHANGHAI, signed_in, text_of, url

from wanjia.core import clock
from wanjia.core.integrity import all_checks
from wanjia.core.problems import Problem
from wanjia.reports.answers.actions import Given, store_answers
from wanjia.reports.daily.actions import is_unbroken, seal_due
from wanjia.reports.daily.exports import as_json, as_text
from wanjia.reports.daily.figures import figures
from wanjia.reports.models import Answer, SealedReport, SealedRows

pytestmark = pytest.mark.django_db
DAY = date(2022, 4, 19)
MIDNIGHT = datetime(2022, 4, 20, 0, 0, 30, tzinfo=SHANGHAI)


@pytest.fixture
def answered(viewer, morning, people):
    """One well, one with a fever; 22 of 24 are missing."""
    given = [Given(people[0].id, "negative", 36.5), Given(people[1].id, "negative", 38.2)]
    store_answers(viewer, morning, given, "door")
    return morning


@pytest.fixture
def sealed(community, answered):
    """The report of the day, sealed in the first minute after it."""
    from django.db import transaction

    from wanjia.core import journal
    from wanjia.core.access.viewer import system_viewer

    with transaction.atomic():
        journal.write(system_viewer(community.id), "alarm.step_done")
    with clock.freeze(MIDNIGHT):
        assert seal_due(community.id) == 1
        assert seal_due(community.id) == 0
        yield SealedReport.objects.get(community=community, day=DAY)


def later(community, hours=9):
    """Let the regular work come round some hours after midnight."""
    with clock.freeze(MIDNIGHT + timedelta(hours=hours)):
        seal_due(community.id)


def test_a_day_is_sealed_when_it_is_over_and_never_before(community, answered):
    seal_due(community.id)
    assert not SealedReport.objects.filter(community=community, day=DAY).exists()


def test_a_sealed_figure_stays_and_what_is_learned_later_is_listed(
    community, viewer, sealed, answered, people
):
    before = json.dumps(as_json(figures(viewer, DAY))["rounds"])
    store_answers(viewer, answered, [Given(people[2].id, "negative", 36.4)], "door")
    later(community)
    report = figures(viewer, DAY)
    assert json.dumps(as_json(report)["rounds"]) == before
    changes = {change.key: (change.before, change.after) for change in report.seal.changes}
    assert changes[f"round:{answered.id}:reported"] == (2, 3)
    assert changes["field:sampled"] == (2, 3)


def test_the_same_is_never_listed_twice(community, viewer, sealed, answered, people):
    store_answers(viewer, answered, [Given(people[2].id, "negative", 36.4)], "door")
    later(community, hours=1)
    later(community, hours=2)
    keys = [change.key for change in figures(viewer, DAY).seal.changes]
    assert len(keys) == len(set(keys)) > 0


def test_who_moves_the_day_after_changes_nothing_of_the_day(community, viewer, sealed, people):
    from wanjia.people.residents.actions import mark_away, resident_left

    resident_left(viewer, people[5].id)
    mark_away(viewer, people[6].id)
    later(community)
    report = figures(viewer, DAY)
    assert report.seal.changes == ()
    assert report.residents == 36


@pytest.mark.both
def test_what_is_told_of_the_register_of_a_sealed_day_is_a_correction(
    community, desk, viewer, sealed, people
):
    from wanjia.places.models import Dwelling

    home, day = people[0].dwelling, DAY.isoformat()
    zone = figures(viewer, DAY).zones[0]
    outside = Dwelling.objects.exclude(stairwell__zonings__zone=zone.id).first()
    desk.post(f"/residents/{people[5].id}/left/", {"on": day})
    desk.post(f"/residents/{people[6].id}/move/", {"to": outside.door, "on": day})
    for name in ("漏登的", "也漏登的", "还有一个"):
        desk.post(f"/dwellings/{home.id}/add/", {"name": name, "on": day})
    desk.post(f"/dwellings/{home.id}/add/", {"name": "今天搬来的"})
    later(community)
    report = figures(viewer, DAY)
    changes = {change.key: (change.before, change.after) for change in report.seal.changes}
    assert report.residents == 36
    assert changes["residents"] == (36, 38)
    assert changes[f"zone:{zone.id}:residents"] == (zone.residents, zone.residents + 1)
    assert changes["field:moved_out"] == (0, 1)
    everybody = desk.get(url("daily_rows", "residents"), {"day": DAY})
    assert "共 36 条" in text_of(everybody)
    refused = desk.post(f"/residents/{people[7].id}/left/", {"on": "2022-05-01"}, follow=True)
    assert "还没到" in text_of(refused)


@pytest.mark.both
def test_each_figure_opens_the_rows_it_counted_then(desk, viewer, sealed, answered, people):
    Answer.objects.filter(round=answered).update(current=False)
    report = figures(viewer, DAY)
    assert "共 2 条" in text_of(
        desk.get(
            url("daily_rows", "round"), {"day": DAY, "round": answered.id, "status": "reported"}
        )
    )
    for key, many in [("field:sampled", 2), ("field:negative", 2), ("field:fever", 1)]:
        assert next(one.value for one in report.fields if f"field:{one.key}" == key) == many
        page = desk.get(url("daily_rows", "figure"), {"day": DAY, "key": key})
        assert f"共 {many} 条" in text_of(page), key
    zone = report.zones[0]
    page = text_of(desk.get(url("daily_rows", "residents"), {"day": DAY, "zone": zone.id}))
    assert f"共 {zone.residents} 条" in page
    assert people[0].name in page


def test_every_sealed_figure_is_the_number_of_its_rows(sealed, viewer):
    report = figures(viewer, DAY)
    stored = {}
    for block in SealedRows.objects.filter(report=sealed):
        stored[block.key] = stored.get(block.key, 0) + len(block.rows)
    counted = {"cases:new": report.cases_new, "cases:total": report.cases_total}
    counted |= {
        f"alarms:{key}": getattr(report, f"alarms_{key}") for key in ("new", "open", "closed")
    }
    counted |= {f"field:{one.key}": one.value for one in report.fields}
    counted |= {f"residents:{zone.id}": zone.residents for zone in report.zones}
    counted["residents:none"] = report.residents - sum(zone.residents for zone in report.zones)
    for one in report.rounds:
        for key in ("reported", "missing", "away", "exempt", "abnormal"):
            counted[f"round:{one.id}:{key}"] = getattr(one, key)
    assert stored == {key: value for key, value in counted.items() if value}


def test_the_rows_of_a_day_come_a_page_at_a_time(desk, sealed, answered, monkeypatch):
    from wanjia.reports.daily import lists

    monkeypatch.setattr(lists, "PAGE", 10)
    seen = []
    for number in (1, 2, 3):
        query = {"day": DAY, "round": answered.id, "status": "missing", "page": number}
        page = text_of(desk.get(url("daily_rows", "round"), query))
        seen.append(page.count("/dwellings/"))
    assert seen == [10, 10, 2]


@pytest.mark.both
def test_one_reports_another_checks_and_the_town_receives(community, viewer, sealed):
    desk, head, town = (signed_in(community, role) for role in ("desk", "head", "town"))
    page = url("daily_sealed", sealed.id)
    assert "等街镇签收" not in text_of(desk.get(page))
    refused = head.post(url("daily_check", sealed.id))
    assert (refused.status_code, "填报" in text_of(refused)) == (409, True)
    desk.post(url("daily_report", sealed.id))
    assert url("daily_check", sealed.id) not in text_of(desk.get(page))
    assert url("daily_check", sealed.id) in text_of(head.get(page))
    assert desk.post(url("daily_check", sealed.id)).status_code == 409
    assert town.post(url("daily_receive", sealed.id)).status_code == 409
    head.post(url("daily_check", sealed.id))
    seal_due(community.id)
    assert "等您签收" in text_of(town.get(url("daily")))
    town.post(url("daily_receive", sealed.id))
    told = as_json(figures(viewer, DAY))["sealed"]
    assert [told[key]["by"] for key in ("reported", "checked", "received")] == ["王敏"] * 3
    seal_due(community.id)
    assert "等您签收" not in text_of(town.get(url("daily")))


@pytest.mark.both
def test_the_town_is_written_to_when_it_is_checked_and_when_it_is_corrected(
    community, viewer, sealed, answered, people
):
    from wanjia.channels.models import Group, Message

    Group.objects.create(
        community=community, name="街镇群", reach="role", role="town", channel="hand"
    )
    desk, head = (signed_in(community, role) for role in ("desk", "head"))
    store_answers(viewer, answered, [Given(people[2].id, "negative", 36.4)], "door")
    later(community, hours=1)
    assert not Message.objects.filter(recipient="街镇群").exists()
    desk.post(url("daily_report", sealed.id))
    head.post(url("daily_check", sealed.id))
    first = Message.objects.get(recipient="街镇群")
    assert "应报 24，已报 2，未报 22，异常 1" in first.text
    store_answers(viewer, answered, [Given(people[3].id, "negative", 36.4)], "door")
    later(community, hours=2)
    second = Message.objects.exclude(id=first.id).get(recipient="街镇群")
    assert "已报：封存时 3，现在 4" in second.text


@pytest.mark.both
def test_the_town_signs_by_its_own_program(community, sealed):
    desk, head, town = (signed_in(community, role) for role in ("desk", "head", "town"))
    address = f"/api/v1/daily/{DAY}/"
    assert town.post(f"{address}receipt").status_code == 409
    assert desk.post(f"{address}report").status_code == 200
    assert head.post(f"{address}check").status_code == 200
    told = town.post(f"{address}receipt").json()
    assert told["sealed"]["received"]["by"] == "王敏"
    assert desk.post(f"{address}receipt").status_code == 403


def test_whoever_changes_what_was_sealed_is_found_out(community, sealed):
    check = next(one for one in all_checks() if one.name == "daily.broken")
    assert is_unbroken(sealed)
    assert list(check.find(community.id)) == []
    block = SealedRows.objects.filter(report=sealed).first()
    SealedRows.objects.filter(id=block.id).update(rows=block.rows[1:])
    assert len(list(check.find(community.id))) == 1


def test_the_text_has_at_most_eight_lines_and_no_noughts(viewer, sealed):
    text = as_text(figures(viewer, DAY))
    assert len(text.splitlines()) <= 8
    assert " 0" not in text


def test_a_day_that_passed_while_the_program_was_off_is_sealed_on_the_next_start(
    community, viewer, sealed
):
    with clock.freeze(MIDNIGHT + timedelta(days=3)):
        assert seal_due(community.id) == 3
    days = SealedReport.objects.filter(community=community).values_list("day", flat=True)
    assert sorted(days) == [DAY + timedelta(days=number) for number in range(4)]


def test_a_field_that_nobody_counts_is_refused_with_its_line():
    from wanjia.core.rules.rules_file import RulesFileError
    from wanjia.reports.daily.fields import FILE, load_rules

    text = FILE.read_text("utf-8").replace('key = "fever"', 'key = "feever"')
    with pytest.raises(RulesFileError) as found:
        load_rules(text, "daily.toml", frozenset({"sampled", "waiting", "negative", "positive",
                                                   "invalid", "fever"}))  # fmt: skip
    assert "feever" in found.value.words("zh")
    assert found.value.line == text[: text.index("feever")].count("\n") + 1


def test_a_committee_may_ask_for_other_fields(viewer, answered, settings, tmp_path):
    settings.DATA = tmp_path
    own = """four_eyes = false
corrected_days = 3
[sections]
people = { zh = "人员", en = "People" }
[[fields]]
key = "fever"
section = "people"
name = { zh = "发热", en = "Fever" }
"""
    (tmp_path / "daily.toml").write_text(own, "utf-8")
    assert [(one.key, one.value) for one in figures(viewer, DAY).fields] == [("fever", 1)]


def test_nobody_seals_a_day_that_is_not_over(community, at):
    from wanjia.reports.daily.actions import seal_day

    with pytest.raises(Problem) as refused:
        seal_day(community, DAY)
    assert refused.value.code == "daily.not_over"


def test_a_clock_that_ran_ahead_seals_nothing_for_good(community, viewer, sealed, answered, people):
    tomorrow = DAY + timedelta(days=1)
    with clock.freeze(MIDNIGHT + timedelta(days=1)):
        assert seal_due(community.id) == 1
    with clock.freeze(MIDNIGHT + timedelta(hours=2)):
        assert figures(viewer, tomorrow).seal is None
        seal_due(community.id)
        assert not SealedReport.objects.filter(day=tomorrow).exists()
        assert figures(viewer, DAY).seal is not None
    with clock.freeze(MIDNIGHT + timedelta(days=1, hours=1)):
        assert seal_due(community.id) == 1
