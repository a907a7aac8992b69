"""The schedule: every model has a rule, a slip is told by file, key and line, days count right."""

from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from hypothesis import given
from hypothesis import strategies as st

from wanjia.core.retention_registry import all_retained
from wanjia.core.rules.rules_file import RulesFileError, Text
from wanjia.privacy.forgetting.rules import checked, schedule
from wanjia.privacy.forgetting.schedule import FILE, Rule, cut_off, read_schedule

TODAY = datetime(2022, 6, 1, tzinfo=UTC)
NOTHING = Text("无", "nothing")


def rule(after: str, days: int, at_least: int = 0, what: str = "erase") -> Rule:
    return Rule("x", NOTHING, NOTHING, what, NOTHING, NOTHING, after, NOTHING, days, at_least)


def test_every_model_of_ours_says_how_long_it_lives():
    known = {one.model for one in all_retained()}
    ours = [one for one in apps.get_models() if one.__module__.startswith("wanjia.")]
    assert [one._meta.label for one in ours if one not in known] == []


def test_every_model_with_personal_fields_is_forgotten_or_says_why_not():
    rules = schedule()
    kept = {
        one.model._meta.label
        for one in all_retained()
        if getattr(one.model, "PERSONAL", None) and rules[one.kind].what == "keep"
    }
    # Who lives here (what is told of their health goes by "whereabouts"); secrets of the channels.
    assert kept == {"people.Resident", "channels.Group", "channels.Inbox"}


def test_each_kind_of_the_schedule_has_facts_and_a_source_in_both_languages():
    rules = schedule()
    assert rules.keys() == {one.kind for one in all_retained()}
    for one in rules.values():
        assert one.source.zh
        assert one.source.en
    assert rules["waste_manifest"].at_least >= 3 * 365
    assert rules["journal"].at_least >= 183


@pytest.mark.parametrize(
    ("was", "becomes", "key", "why"),
    [
        ("days = 1100", "days = 900", "kinds.waste_manifest.days", "1096"),
        ('after = "closed"\nwhen = { zh = "轮次', 'after = "someday"\nwhen = { zh = "轮次',
         "kinds.answers.after", "someday"),
        ('source = "waste"', 'source = "hearsay"', "kinds.waste_manifest.source", "hearsay"),
        ("[kinds.answers]", "[kinds.replies]", "kinds.replies", "no such kind"),
        ('what = "erase"\nstays = { zh = "每天的件', 'what = "anonymise"\nstays = { zh = "每天的件',
         "kinds.alarms.what", "only be erased"),
    ],
)  # fmt: skip
def test_a_slip_in_the_schedule_is_told_with_file_key_and_line(was, becomes, key, why):
    text = FILE.read_text("utf-8")
    assert was in text
    text = text.replace(was, becomes, 1)
    with pytest.raises(RulesFileError) as refused:
        checked(read_schedule(text), text, "retention.toml")
    told = refused.value
    assert (told.file, told.key) == ("retention.toml", key)
    assert why in told.why.en
    assert key.rsplit(".", 1)[-1] in text.split("\n")[told.line - 1]


moments = st.integers(0, 400).map(lambda days: TODAY - timedelta(days=days, hours=5))


@given(st.integers(0, 400), st.integers(0, 400), st.none() | moments, st.lists(moments))
def test_nothing_goes_before_its_time_and_nothing_of_today(days, at_least, before, endings):
    days = max(days, at_least)
    for after in ("closed", "recorded", "emergency_ended"):
        moment = cut_off(rule(after, days, at_least), TODAY, endings, before)
        if moment is None:
            assert after == "emergency_ended"
            continue
        assert moment <= TODAY
        assert moment <= TODAY - timedelta(days=days if before is None else at_least)
        if before is not None:
            assert moment <= before
        if after == "emergency_ended":
            assert moment in endings


def test_an_emergency_that_has_not_ended_keeps_its_facts_and_what_is_kept_is_kept():
    assert cut_off(rule("emergency_ended", 0), TODAY, [], TODAY) is None
    assert cut_off(rule("closed", 0, what="keep"), TODAY, [TODAY], TODAY) is None
    yesterday = TODAY - timedelta(days=1)
    assert cut_off(rule("emergency_ended", 0), TODAY, [yesterday]) == yesterday
    assert cut_off(rule("emergency_ended", 2), TODAY, [yesterday]) is None
