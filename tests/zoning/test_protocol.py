"""What each protocol says, rule by rule, and what must hold whatever the dates are."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wanjia.core.rules.rules_file import RulesFileError
from wanjia.zoning.protocols.protocol import (
    Home,
    PersonFacts,
    TestRound,
    ZoneState,
    close_contacts,
    due,
    end_of,
    exempt,
    load_protocols,
    movement_lines,
    movement_words,
    on_new_case,
    parse_protocol,
    phase_on,
    rounds_between,
    words,
)
from wanjia.zoning.protocols.reader import FOLDER

TZ = ZoneInfo("Asia/Shanghai")
ALL = load_protocols()
APRIL, MAY = ALL["shanghai-2022-04"], ALL["shanghai-2022-05"]
V8, V9, NOVEMBER = ALL["national-v8"], ALL["national-v9"], ALL["national-2022-11"]
EVENING = datetime(2022, 5, 1, 20, 0, tzinfo=TZ)

CLASSES = [(protocol.name, klass) for protocol in ALL.values() for klass in protocol.classes]
moments = st.integers(0, 350_000).map(
    lambda minutes: datetime(2022, 4, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
of_classes = pytest.mark.parametrize(("name", "klass"), CLASSES)


def at(month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(2022, month, day, hour, minute, tzinfo=TZ)


def pcr(month: int, day: int, complete: bool = True, all_negative: bool = True) -> TestRound:
    return TestRound(date(2022, month, day), "pcr", complete, all_negative)


def state(klass: str, started: datetime = EVENING, **more) -> ZoneState:
    return ZoneState(klass=klass, started_at=started, name="西区", **more)


def codes(facts) -> set[str]:
    return {code for code, _ in facts}


# --- files


def test_every_protocol_of_the_facts_is_there():
    assert set(ALL) == {
        "shanghai-2022-04",
        "shanghai-2022-05",
        "national-v8",
        "national-v9",
        "national-2022-11",
        "heatwave",
        "typhoon",
        "gas",
        "outage",
    }


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.toml")), ids=lambda file: file.stem)
def test_a_file_reads_the_same_from_its_text(file: Path):
    assert parse_protocol(file.read_text("utf-8"), file.name) == ALL[file.stem]


@of_classes
def test_each_rule_has_its_source_and_no_english_wording_holds_chinese(name, klass):
    rules = ALL[name].classes[klass]
    sourced = [rules.entry, *rules.phases, *rules.steps, *rules.new_case, *rules.rounds]
    assert all(rule.source.zh and rule.source.en for rule in sourced)
    said = [rules.name, *(phase.movement for phase in rules.phases)]
    said += [rule.text for rule in rules.new_case] + [rule.source for rule in sourced]
    assert all(text.en.isascii() or "°" in text.en for text in said)


def edited(old: str, new: str) -> tuple[str, int]:
    """The April file with its first `old` replaced, and the line of that place."""
    text = (FOLDER / "shanghai-2022-04.toml").read_text("utf-8")
    before, found, after = text.partition(old)
    assert found
    return before + new + after, before.count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("days = [1, 7]", "days = [7, 1]", "classes[1].phases[1].days"),
        ("days = [1, 7]", "days = [2, 7]", "classes[1].phases[1].days"),
        ("after = 14", 'after = "14"', "classes[1].steps[1].after"),
        ("after = 14", "after = true", "classes[1].steps[1].after"),
        ("after = 14", "afer = 14", "classes[1].steps[1].afer"),
        ('to = "precaution"', 'to = "nowhere"', "classes[1].steps[1].to"),
        ("day = 13 }", "day = 15 }", "classes[1].steps[1].tests"),
        ('phase = "closed"', 'phase = "opened"', "classes[1].new_case[1].phase"),
        ('effect = "restart_building"', 'effect = "x"', "classes[1].new_case[1].effect"),
        ('opens = "07:00"', 'opens = "7am"', "classes[1].rounds[1].opens"),
        ('opens = "17:00"', 'opens = "10:00"', "classes[1].rounds[2].opens"),
        ('closes = "11:00"', 'closes = "06:00"', "classes[1].rounds[1].closes"),
        ('wants = ["antigen", ', 'wants = ["aura", ', "classes[1].rounds[1].wants"),
        ('source = "xinhua"', 'source = "rumour"', "classes[1].entry.source"),
        ('kind = "epidemic"', 'kind = "party"', "kind"),
        ("in_force_from = 2022-04-11", 'in_force_from = "spring"', "in_force_from"),
        ('name = "shanghai-2022-04"', 'name = "shanghai"', "name"),
        ('name = { zh = "封控区", en = "Sealed" }', 'name = "封控区"', "classes[1].name"),
        ("fever = 37.3", "fever = 3.73", "health.fever"),
        ("no_tests = [1, 6]", "no_test = [1, 6]", "people.recovered.no_tests"),
        ('look = "sealed"', 'look = "sealed"\ncolour = "red"', "classes[1].colour"),
    ],
)
def test_a_broken_rule_is_told_with_file_key_and_line(old, new, key):
    text, line = edited(old, new)
    if "colour" in new:
        line += 1
    with pytest.raises(RulesFileError) as caught:
        parse_protocol(text, "shanghai-2022-04.toml")
    error = caught.value
    assert (error.file, error.key) == ("shanghai-2022-04.toml", key)
    # A key that is missing is told at the head of its table.
    assert error.line == (line - 2 if "no_test =" in new else line)
    assert f"第 {error.line} 行" in error.words("zh")
    assert f"line {error.line}" in error.words("en")


def test_broken_toml_is_told_with_its_line():
    text, line = edited("after = 14", "after = = 14")
    with pytest.raises(RulesFileError) as caught:
        parse_protocol(text, "shanghai-2022-04.toml")
    assert caught.value.line == line


def test_an_unfinished_file_is_told_with_its_last_line():
    with pytest.raises(RulesFileError) as caught:
        parse_protocol('name = "x"\n\n[sources', "x.toml")
    assert caught.value.line == 3


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader_otherwise_than_with_its_own_error(text):
    with pytest.raises(RulesFileError) as caught:
        parse_protocol(text, "x.toml")
    assert 1 <= caught.value.line <= text.count("\n") + 1


@settings(max_examples=50)
@given(st.integers(0, 417))
def test_a_file_that_lacks_a_line_is_read_or_refused_but_never_crashes(number):
    lines = (FOLDER / "shanghai-2022-04.toml").read_text("utf-8").splitlines()
    error = None
    try:
        parse_protocol("\n".join(lines[:number] + lines[number + 1 :]), "shanghai-2022-04.toml")
    except RulesFileError as caught:
        error = caught
    assert error is None or 1 <= error.line <= len(lines)


def test_a_committees_copy_changes_the_rule():
    text, _ = edited("after = 14", "after = 21")
    own = parse_protocol(text, "shanghai-2022-04.toml")
    assert end_of(own, "sealed", EVENING) == at(5, 22, 0)


# --- days and ends


def test_day_one_is_the_local_date_of_the_start_however_late():
    late = datetime(2022, 4, 30, 16, 30, tzinfo=UTC)  # half past midnight on 1 May, local
    assert phase_on(APRIL, "sealed", late, at(5, 1, 23, 59)).day == 1
    assert phase_on(APRIL, "sealed", late, at(5, 2, 0, 0)).day == 2
    assert end_of(APRIL, "sealed", late) == at(5, 15, 0)


def test_a_community_elsewhere_counts_its_own_days():
    start = datetime(2022, 4, 30, 16, 30, tzinfo=UTC)
    assert phase_on(APRIL, "sealed", start, start, ZoneInfo("UTC")).day == 1
    assert end_of(APRIL, "sealed", start, tz=UTC) == datetime(2022, 5, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "phase"), [(1, "closed"), (7, "closed"), (8, "monitoring"), (14, "monitoring")]
)
def test_april_seals_seven_days_and_monitors_seven(day, phase):
    found = phase_on(APRIL, "sealed", EVENING, EVENING + timedelta(days=day - 1))
    assert (found.phase.key, found.day) == (phase, day)


def test_the_last_phase_lasts_until_somebody_steps_the_zone_down():
    assert phase_on(APRIL, "sealed", EVENING, at(5, 20)).phase.key == "monitoring"


@pytest.mark.parametrize(
    ("protocol", "klass", "came_from", "days"),
    [
        (APRIL, "sealed", None, 14),
        (APRIL, "controlled", None, 7),
        (MAY, "sealed", None, 7),
        (MAY, "controlled", None, 7),
        (MAY, "controlled", "sealed", 3),
        (V8, "sealed", None, 14),
        (V8, "controlled", None, 14),
        (V9, "high", None, 7),
        (V9, "medium", None, 7),
        (V9, "medium", "high", 3),
        (NOVEMBER, "high", None, 5),
    ],
)
def test_each_class_has_the_days_of_its_source(protocol, klass, came_from, days):
    end = end_of(protocol, klass, EVENING, came_from)
    assert end == at(5, 1, 0) + timedelta(days=days)


@pytest.mark.parametrize(
    ("name", "klass"),
    [("shanghai-2022-04", "precaution"), ("national-v9", "low"), ("gas", "level1")],
)
def test_an_open_ended_class_has_no_end(name, klass):
    assert end_of(ALL[name], klass, EVENING) is None


# --- due


def test_the_clock_speaks_as_the_story_does():
    proposal = due(MAY, state("sealed"), at(5, 8))
    assert proposal.ready
    assert words(proposal, "en") == (
        "西区 due for Controlled on 8 May (8 May = 1 May + 7 days): 7 days, no new case"
    )
    assert (
        words(proposal, "zh")
        == "西区5月8日可转为管控区（5月8日 = 5月1日 + 7天）：满7天、无新增病例"
    )


def test_on_the_seventh_day_the_zone_is_not_due_yet():
    proposal = due(MAY, state("sealed"), at(5, 7, 23, 59))
    assert not proposal.ready
    assert proposal.on == date(2022, 5, 8)
    assert words(proposal, "zh") == (
        "西区最早5月8日可转为管控区（5月8日 = 5月1日 + 7天）；尚缺：第7天，还差1天"
    )
    assert words(proposal, "en") == (
        "西区 due for Controlled on 8 May at the earliest (8 May = 1 May + 7 days);"
        " held by: 6 of 7 days full"
    )


def test_april_wants_the_pcr_of_day_13_of_everyone():
    without = due(APRIL, state("sealed"), at(5, 15))
    assert codes(without.missing) == {"test_missing"}
    done = due(APRIL, state("sealed", tests=(pcr(5, 13),)), at(5, 15))
    assert (done.to_class, done.ready) == ("precaution", True)
    assert "round of PCR tests complete and negative on 13 May" in words(done, "en")


@pytest.mark.parametrize(
    ("tests", "code"),
    [
        ((pcr(5, 12),), "test_missing"),
        ((pcr(5, 13, complete=False),), "test_incomplete"),
        ((pcr(5, 13, all_negative=False),), "test_positive"),
        ((pcr(5, 13), pcr(5, 14, all_negative=False)), "test_positive"),
        ((TestRound(date(2022, 5, 13), "antigen", True, True),), "test_missing"),
    ],
)
def test_a_round_too_early_unfinished_or_not_negative_does_not_count(tests, code):
    proposal = due(APRIL, state("sealed", tests=tests), at(5, 15))
    assert codes(proposal.missing) == {code}


def test_a_test_round_that_was_missed_can_be_made_up():
    tests = (pcr(5, 13, complete=False), pcr(5, 15))
    assert due(APRIL, state("sealed", tests=tests), at(5, 16)).ready


def test_a_round_begun_later_does_not_take_a_whole_one_away():
    tests = (pcr(5, 13), pcr(5, 14, complete=False))
    assert due(APRIL, state("sealed", tests=tests), at(5, 15)).ready


def waiting(month: int, day: int, complete: bool = False) -> TestRound:
    return TestRound(date(2022, month, day), "pcr", complete, all_negative=False, waiting=True)


def test_a_round_whose_results_are_to_come_undoes_nothing_and_completes_nothing():
    assert due(APRIL, state("sealed", tests=(pcr(5, 13), waiting(5, 15))), at(5, 15)).ready
    alone = due(APRIL, state("sealed", tests=(waiting(5, 13, complete=True),)), at(5, 15))
    assert codes(alone.missing) == {"test_waiting"}
    assert "results of the PCR tests of 13 May are still to come" in words(alone, "en")
    undone = (pcr(5, 13), pcr(5, 14, all_negative=False), waiting(5, 15))
    assert codes(due(APRIL, state("sealed", tests=undone), at(5, 15)).missing) == {"test_positive"}


def test_controlled_in_april_wants_the_pcr_of_day_6():
    assert due(APRIL, state("controlled", tests=(pcr(5, 6),)), at(5, 8)).ready
    assert not due(APRIL, state("controlled", tests=(pcr(5, 5),)), at(5, 8)).ready


def test_in_may_controlled_after_sealed_takes_three_days():
    assert due(MAY, state("controlled", came_from="sealed"), at(5, 4)).ready
    assert not due(MAY, state("controlled"), at(5, 4)).ready


def test_from_20_june_the_clear_days_count_from_the_day_of_moving_out():
    moved = {"last_case_at": at(6, 14), "moved_out_at": at(6, 16)}
    before = due(MAY, state("sealed", at(6, 1), **moved), at(6, 19))
    after = due(MAY, state("sealed", at(6, 1), **moved), at(6, 21))
    assert (before.on, after.on) == (date(2022, 6, 21), date(2022, 6, 23))


def test_from_20_june_nobody_may_still_wait_to_be_moved():
    waiting = state("sealed", at(6, 14), waiting_to_move=2)
    assert codes(due(MAY, waiting, at(6, 25)).missing) == {"waiting_to_move"}


def test_the_eighth_edition_wants_a_round_in_the_two_days_before():
    assert not due(V8, state("sealed", tests=(pcr(5, 12),)), at(5, 15)).ready
    proposal = due(V8, state("sealed", tests=(pcr(5, 13),)), at(5, 15))
    assert proposal.ready
    assert not due(V8, state("sealed", tests=(pcr(5, 13),)), at(5, 18)).ready


def test_the_eighth_edition_has_a_person_confirm_the_contacts():
    proposal = due(V8, state("sealed", tests=(pcr(5, 14),)), at(5, 15))
    assert "To be confirmed: the last close contact" in words(proposal, "en")
    confirmed = state("sealed", tests=(pcr(5, 14),), confirmed=frozenset({"contacts_clear"}))
    assert "confirmed" in codes(due(V8, confirmed, at(5, 15)).reasons)


def test_the_ninth_edition_goes_from_high_to_medium_to_low():
    high = due(V9, state("high", tests=(pcr(5, 7),)), at(5, 8))
    assert (high.to_class, high.ready) == ("medium", True)
    medium = due(V9, state("medium", at(5, 8), came_from="high"), at(5, 11))
    assert (medium.to_class, medium.ready) == ("low", True)
    assert not due(V9, state("medium"), at(5, 8)).ready


def test_low_is_lifted_when_all_high_and_medium_are():
    assert due(V9, state("low"), at(5, 8)) is None
    still = due(V9, state("low", others=frozenset({"medium"})), at(5, 8))
    assert codes(still.missing) == {"not_lifted"}
    free = due(V9, state("low", others=frozenset({"low"})), at(5, 8))
    assert (free.to_class, free.ready) == ("open", True)


def test_november_releases_after_five_clear_days():
    assert due(NOVEMBER, state("high"), at(5, 6)).ready
    assert not due(NOVEMBER, state("high"), at(5, 5)).ready


def test_an_april_precaution_zone_is_never_due():
    assert due(APRIL, state("precaution"), at(12, 1)) is None


def test_a_gas_zone_waits_for_the_sign_off():
    assert due(ALL["gas"], state("level2"), at(5, 8)) is None
    signed = due(ALL["gas"], state("level2", confirmed=frozenset({"signed_off"})), at(5, 8))
    assert signed.ready
    assert words(signed, "zh") == "西区5月8日可解除：已确认：抢修单位已签字确认安全"


@of_classes
@settings(max_examples=30)
@given(start=moments, wait=st.integers(0, 40), late=st.integers(0, 20), found=st.booleans())
@pytest.mark.slow
def test_a_zone_is_never_due_before_its_clear_days(name, klass, start, wait, late, found):
    case = start + timedelta(days=late) if found else None
    now = start + timedelta(days=late + wait)
    tests = tuple(
        TestRound((start + timedelta(days=day)).astimezone(TZ).date(), "pcr", True, True)
        for day in range(60)
    )
    proposal = due(ALL[name], state(klass, start, last_case_at=case, tests=tests), now)
    steps = [step for step in ALL[name].classes[klass].steps if step.came_from is None]
    if not steps or steps[0].after is None:
        assert proposal is None
        return
    since = max(start, case or start).astimezone(TZ).date()
    full_days = (now.astimezone(TZ).date() - since).days
    assert proposal.on == since + timedelta(days=steps[0].after)
    assert proposal.ready == (full_days >= steps[0].after)


@of_classes
@settings(max_examples=30)
@given(start=moments, first=st.integers(0, 10_000), later=st.integers(0, 10_000))
def test_a_new_case_never_brings_the_date_forward(name, klass, start, first, later):
    protocol, now = ALL[name], start + timedelta(minutes=first + later)
    old = state(klass, start, last_case_at=start + timedelta(minutes=first))
    new = state(klass, start, last_case_at=now)
    before, after = due(protocol, old, now), due(protocol, new, now)
    assert (before is None) == (after is None)
    assert before is None or before.on <= after.on
    planned = end_of(protocol, klass, start)
    effect = on_new_case(protocol, state(klass, start), now)
    assert effect.end is None or planned is None or effect.end >= planned
    if effect.end is None and planned:
        assert end_of(protocol, effect.to_class, now) is None


# --- new cases


@pytest.mark.parametrize(
    ("protocol", "klass", "day", "kind", "to_class", "end"),
    [
        (APRIL, "sealed", 3, "restart_building", "sealed", at(5, 17, 0)),
        (APRIL, "sealed", 9, "expert_review", "sealed", at(5, 15, 0)),
        (APRIL, "controlled", 3, "raise_to", "sealed", at(5, 17, 0)),
        (APRIL, "precaution", 3, "raise_to", "sealed", at(5, 17, 0)),
        (MAY, "sealed", 3, "restart_zone", "sealed", at(5, 10, 0)),
        (MAY, "controlled", 3, "raise_to", "sealed", at(5, 10, 0)),
        (V8, "sealed", 3, "restart_zone", "sealed", at(5, 17, 0)),
        (V9, "high", 3, "restart_zone", "high", at(5, 10, 0)),
        (V9, "medium", 3, "raise_to", "high", at(5, 10, 0)),
        (NOVEMBER, "high", 3, "restart_zone", "high", at(5, 8, 0)),
        (NOVEMBER, "low", 3, "raise_to", "high", at(5, 8, 0)),
        (ALL["heatwave"], "red", 3, "none", "red", None),
    ],
)
def test_a_new_positive_does_what_the_source_says(protocol, klass, day, kind, to_class, end):
    effect = on_new_case(protocol, state(klass), at(5, day))
    assert (effect.kind, effect.to_class, effect.end) == (kind, to_class, end)
    assert effect.words.zh
    assert effect.words.en


# --- rounds


def opened(protocol, klass, first, last, **more):
    return rounds_between(protocol, klass, EVENING, first, last, TZ, **more)


def test_a_sealed_zone_asks_antigen_and_temperature_twice_a_day():
    day = opened(APRIL, "sealed", at(6, 1, 0), at(6, 2, 0))
    assert [(one.key, one.opens_at, one.closes_at) for one in day] == [
        ("2022-06-01-morning", at(6, 1, 7), at(6, 1, 11)),
        ("2022-06-01-evening", at(6, 1, 17), at(6, 1, 20)),
    ]
    assert all(one.wants == {"antigen", "temperature"} for one in day)


def wants_of_week(klass):
    """Every kind that a class is asked for in the week from Monday 2 to Sunday 8 May."""
    week = opened(APRIL, klass, at(5, 2, 0), at(5, 9, 0))
    return [want for one in week for want in sorted(one.wants)]


@pytest.mark.parametrize(
    ("klass", "pcrs", "antigens"), [("controlled", 3, 4), ("precaution", 1, 6)]
)
def test_the_cadence_of_early_may_is_that_of_the_source(klass, pcrs, antigens):
    extra = 1 if klass == "controlled" else 0
    # 6 May, a Friday, is day 6 and a day of PCR anyway: one round serves both.
    assert wants_of_week(klass).count("pcr") == pcrs
    assert wants_of_week(klass).count("antigen") == antigens
    assert wants_of_week(klass).count("temperature") == 14 * extra


def test_sealed_is_tested_by_pcr_daily_in_early_may_only():
    assert wants_of_week("sealed").count("pcr") == 7
    after = opened(APRIL, "sealed", at(5, 9, 0), at(5, 13, 0))
    assert not any("pcr" in one.wants for one in after)


def test_the_pcr_before_release_is_a_round_of_its_own_day():
    fortnight = opened(APRIL, "sealed", at(5, 9, 0), at(5, 20, 0))
    assert [one.key for one in fortnight if "pcr" in one.wants] == ["2022-05-13-pcr"]


def test_precaution_in_april_is_asked_twice_a_week():
    week = rounds_between(APRIL, "precaution", at(4, 11), at(4, 11, 0), at(4, 18, 0), TZ)
    assert [one.wants for one in week] == [{"antigen"}, {"antigen"}]


def test_staff_are_tested_apart_from_residents_with_eight_hours_between():
    day = opened(APRIL, "sealed", at(5, 3, 0), at(5, 4, 0), staff=True)
    assert [sorted(one.wants) for one in day] == [["antigen"], ["pcr"], ["antigen"]]
    assert day[2].opens_at - day[0].closes_at >= timedelta(hours=8)
    assert all(one.who != "staff" for one in opened(APRIL, "sealed", at(5, 3, 0), at(5, 4, 0)))


def test_a_round_that_is_open_at_the_start_is_among_them_and_a_closed_one_is_not():
    assert [one.key for one in opened(APRIL, "sealed", at(6, 1, 18), at(6, 2, 0))] == [
        "2022-06-01-evening"
    ]
    assert opened(APRIL, "sealed", at(6, 1, 20), at(6, 2, 0)) == []


def test_a_typhoon_counts_heads_every_four_hours_at_its_gravest():
    day = opened(ALL["typhoon"], "level1", at(6, 1, 0), at(6, 2, 0))
    assert [one.key[-4:] for one in day] == ["0000", "0400", "0800", "1200", "1600", "2000"]
    assert {(one.who, *one.wants) for one in day} == {("sheltered", "headcount")}
    assert len(opened(ALL["typhoon"], "level3", at(6, 1, 0), at(6, 2, 0))) == 2


def test_a_gas_leak_counts_heads_every_half_hour():
    assert len(opened(ALL["gas"], "level4", at(6, 1, 0), at(6, 2, 0))) == 48


@pytest.mark.parametrize(("klass", "calls"), [("yellow", 0), ("orange", 1), ("red", 2)])
def test_a_heatwave_calls_those_at_risk(klass, calls):
    day = opened(ALL["heatwave"], klass, at(6, 1, 0), at(6, 2, 0))
    assert [(one.who, set(one.wants)) for one in day] == [("at_risk", {"contact"})] * calls


@of_classes
@settings(max_examples=30)
@given(start=moments, offset=st.integers(-3, 20), length=st.integers(1, 4), staff=st.booleans())
@pytest.mark.slow
def test_rounds_never_overlap_and_keep_their_keys(name, klass, start, offset, length, staff):
    frm = start + timedelta(days=offset)
    to = frm + timedelta(days=length)
    found = rounds_between(ALL[name], klass, start, frm, to, TZ, staff=staff)
    for before, after in pairwise(found):
        assert before.closes_at <= after.opens_at
    assert len({one.key for one in found}) == len(found)
    assert all(len(one.key) <= 40 and len(one.name.zh) <= 40 for one in found)
    assert all(one.opens_at < one.closes_at and one.opens_at.utcoffset() for one in found)
    assert all(one.closes_at > frm and one.opens_at < to for one in found)
    halves = [
        rounds_between(ALL[name], klass, start, *half, TZ, staff=staff)
        for half in ((frm, frm + (to - frm) / 2), (frm + (to - frm) / 2, to))
    ]
    assert {one.key for half in halves for one in half} == {one.key for one in found}


@pytest.mark.parametrize(
    ("name", "klass"),
    [(name, klass) for name, klass in CLASSES if ALL[name].classes[klass].look == "sealed"],
)
@given(day=st.dates(date(2022, 4, 11), date(2022, 12, 1)), late=st.integers(0, 30))
def test_each_day_of_a_closed_zone_has_a_round(name, klass, day, late):
    midnight = datetime.combine(day, time(), TZ)
    start = midnight - timedelta(days=late)
    next_day = midnight + timedelta(days=1)
    assert rounds_between(ALL[name], klass, start, midnight, next_day, TZ)


# --- notices and persons


@pytest.mark.parametrize(
    ("protocol", "klass", "phase", "said"),
    [
        (APRIL, "sealed", "closed", "区域封闭、足不出户、服务上门"),
        (APRIL, "sealed", "monitoring", "人不出小区"),
        (APRIL, "controlled", "monitoring", "错峰取物"),
        (APRIL, "precaution", "open", "不得进入封控区、管控区"),
        (V9, "high", "closed", "足不出户、上门服务"),
        (V9, "medium", "monitoring", "人不出区、错峰取物"),
        (V9, "low", "open", "个人防护、避免聚集"),
    ],
)
def test_a_door_notice_tells_what_the_source_says(protocol, klass, phase, said):
    assert said in movement_words(protocol, klass, phase, "zh")


@of_classes
def test_a_door_notice_has_as_many_lines_in_both_languages(name, klass):
    for phase in ALL[name].classes[klass].phases:
        zh, en = (movement_lines(ALL[name], klass, phase, one) for one in ("zh", "en"))
        assert len(zh) == len(en) > 0
        assert all(line.isascii() for line in en)


HOMES = [Home(f"23-{floor}0{flat}", "23", floor) for floor in (-1, 1, 2, 3, 4) for flat in (1, 2)]


def test_with_a_kitchen_of_ones_own_the_floors_around_are_contacts_of_contacts():
    found = close_contacts(APRIL, HOMES[4], [*HOMES, Home("24-201", "24", 2)])
    assert {one.key: (one.kind, one.relation) for one in found} == {
        "23-201": ("close", "household"),
        "23-202": ("second", "same_floor"),
        "23-101": ("second", "floor_below"),
        "23-102": ("second", "floor_below"),
        "23-301": ("second", "floor_above"),
        "23-302": ("second", "floor_above"),
    }


def test_no_floor_lies_between_the_first_and_the_cellar():
    found = close_contacts(APRIL, HOMES[2], HOMES)
    assert {"23--101", "23--102"} <= {one.key for one in found}


def test_with_a_shared_kitchen_the_floor_is_close_and_the_stairwell_second():
    case = Home("1-201", "1", 2, sharing="k")
    homes = [
        case,
        Home("1-301", "1", 3, "k"),
        Home("1-202", "1", 2),
        Home("1-501", "1", 5),
        Home("2-201", "2", 2),
    ]
    found = {one.key: (one.kind, one.relation) for one in close_contacts(APRIL, case, homes)}
    assert found == {
        "1-201": ("close", "household"),
        "1-301": ("close", "sharers"),
        "1-202": ("close", "same_floor"),
        "1-501": ("second", "stairwell"),
    }


@pytest.mark.parametrize(
    ("day", "kinds"),
    [
        (date(2022, 4, 30), None),
        (date(2022, 5, 1), {"antigen", "pcr"}),
        (date(2022, 5, 6), {"antigen", "pcr"}),
        (date(2022, 5, 7), {"antigen"}),
        (date(2022, 5, 8), {"antigen", "pcr"}),
        (date(2022, 8, 1), {"antigen", "pcr"}),
        (date(2022, 8, 2), None),
    ],
)
def test_the_recovered_are_tested_on_day_7_and_then_exempt_for_three_months(day, kinds):
    found = exempt(APRIL, PersonFacts(returned_on=date(2022, 5, 1)), day)
    assert (found.kinds if found else None) == kinds


def test_an_exempt_person_still_gives_the_temperature():
    found = exempt(APRIL, PersonFacts(returned_on=date(2022, 5, 1)), date(2022, 5, 2))
    assert found.excuses(frozenset({"antigen"}))
    assert not found.excuses(frozenset({"antigen", "temperature"}))
    assert found.until == date(2022, 5, 6)


def test_three_months_from_the_end_of_a_month_end_with_a_month():
    facts = PersonFacts(returned_on=date(2022, 11, 30))
    assert exempt(APRIL, facts, date(2023, 2, 28)).until == date(2023, 2, 28)
    assert exempt(APRIL, facts, date(2023, 3, 1)) is None


def test_a_pooled_positive_skips_the_next_pcr_round():
    found = exempt(APRIL, PersonFacts(pooled_waiting=True), date(2022, 5, 2))
    assert (found.kinds, found.until) == ({"pcr"}, None)


def test_one_let_off_by_the_committee_gives_nothing_until_the_day_is_over():
    facts = PersonFacts(exempt_until=date(2022, 5, 2))
    assert exempt(APRIL, facts, date(2022, 5, 2)).excuses(frozenset({"antigen", "temperature"}))
    assert exempt(APRIL, facts, date(2022, 5, 3)) is None


def test_fever_and_symptoms_are_those_of_the_facts():
    assert APRIL.health.fever == Decimal("37.3")
    assert [one.zh for one in APRIL.health.symptoms] == [
        "发热",
        "干咳",
        "乏力",
        "咽痛",
        "嗅（味）觉减退",
        "腹泻",
    ]


def test_a_gas_leak_is_told_to_the_town_in_time():
    promises = {one.text.en: one.within_minutes for one in ALL["gas"].measures}
    assert promises["Tell the town by word."] == 30
    assert promises["Tell the town in writing."] == 60
