"""What the clock proposes and what a door notice says, in words."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from wanjia.zoning.protocols.schedule import Fact, Proposal
from wanjia.zoning.protocols.values import OPEN, Phase, Protocol, Text
from wanjia.zoning.protocols.zone_end import ZoneEnd

FACTS = {
    "days": Text("满{days}天", "{days} days"),
    "days_missing": Text("第{next}天，还差{left}天", "{full} of {days} days full"),
    "no_case": Text("无新增病例", "no new case"),
    "no_case_since": Text("{since}起无新增病例", "no new case since {since}"),
    "waiting_to_move": Text("还有{count}人等待转运", "{count} still to be moved out"),
    "lifted": Text("{classes}已全部解除", "every {classes} zone lifted"),
    "not_lifted": Text("{classes}尚未全部解除", "{classes} zones still in force"),
    "confirmed": Text("已确认：{text}", "confirmed: {text}"),
    "test": Text("{on}全员{kind}阴性", "round of {kind} tests complete and negative on {on}"),
    "test_missing": Text(
        "{on}起须完成一轮全员{kind}", "a round of {kind} tests of everyone from {on} on"
    ),
    "undecided": Text("{count}例新增病例等人决定", "new cases that wait for a decision: {count}"),
    "test_of_day_missing": Text(
        "第{day}天（{on}）须完成一轮全员{kind}", "{kind} of everyone on day {day} ({on})"
    ),
    "test_of_day_incomplete": Text(
        "第{day}天{kind}，{missing}人未测：请打电话",
        "{kind} of day {day}, {missing} not sampled: call them",
    ),
    "some_not_tested": Text(
        "{on}的{kind}，{missing}人未测：请打电话",
        "{kind} of {on}, {missing} not sampled: call them",
    ),
    "test_incomplete": Text(
        "{on}的{kind}未测全", "the round of {kind} tests of {on} is incomplete"
    ),
    "test_waiting": Text(
        "{on}的{kind}结果还没出全", "results of the {kind} tests of {on} are still to come"
    ),
    "test_positive": Text(
        "{on}的{kind}有非阴性结果", "the {kind} tests of {on} were not all negative"
    ),
}
KIND_NAMES = {"pcr": Text("核酸", "PCR"), "antigen": Text("抗原", "antigen")}
MONTHS = "January February March April May June July August September October November December"


def words(proposal: Proposal, language: str = "zh") -> str:
    """Return the proposal as one sentence.

    What is due, when, why, and what is still missing.
    """
    english = language.startswith("en")
    joint = ", " if english else "、"
    done = joint.join(fact_words(fact, language) for fact in proposal.reasons)
    missing = joint.join(_missing_words(fact, language) for fact in proposal.missing)
    confirm = joint.join(confirmation.text.words(language) for confirmation in proposal.confirm)
    on = day_words(proposal.on, language)
    return (_say_in_english if english else _say_in_chinese)(proposal, on, done, missing, confirm)


def _say_in_english(proposal: Proposal, on: str, done: str, missing: str, confirm: str) -> str:
    zone = f"{proposal.zone} " if proposal.zone else ""
    step = "to be lifted" if proposal.to_class == OPEN else f"for {proposal.to_name.en}"
    sum_of = f" ({sum_words(proposal.end, 'en')})" if proposal.end else ""
    if proposal.ready:
        text = f"{zone}due {step} on {on}{sum_of}: {done}"
    else:
        text = f"{zone}due {step} on {on} at the earliest{sum_of}; held by: {missing}"
    return text + (f". To be confirmed: {confirm}" if confirm else "")


def _say_in_chinese(proposal: Proposal, on: str, done: str, missing: str, confirm: str) -> str:
    step = "解除" if proposal.to_class == OPEN else f"转为{proposal.to_name.zh}"
    sum_of = f"（{sum_words(proposal.end, 'zh')}）" if proposal.end else ""
    if proposal.ready:
        text = f"{proposal.zone}{on}可{step}{sum_of}：{done}"
    else:
        text = f"{proposal.zone}最早{on}可{step}{sum_of}；尚缺：{missing}"
    return text + (f"。请确认：{confirm}" if confirm else "")


def sum_words(end: ZoneEnd, language: str = "zh") -> str:
    """Return the sum that an end comes from: 5 May = 21 April + 14 days."""
    on, start = day_words(end.on, language), day_words(end.counted_from, language)
    if language.startswith("en"):
        return f"{on} = {start} + {end.days} day{'s' if end.days != 1 else ''}"
    return f"{on} = {start} + {end.days}天"


def fact_words(fact: Fact, language: str = "zh") -> str:
    """Return a satisfied condition in words."""
    code, params = fact
    if code == "no_case" and params["since"]:
        code = "no_case_since"
    return FACTS[code].words(language).format(**_show_params(params, language))


def _missing_words(fact: Fact, language: str) -> str:
    code, params = fact
    if code == "days":
        params = {**params, "next": params["full"] + 1}
        return FACTS["days_missing"].words(language).format(**params)
    if code == "test_missing" and params["day"]:
        code = "test_of_day_missing"
    elif code == "test_incomplete" and params.get("missing"):
        code = "test_of_day_incomplete" if params["day"] else "some_not_tested"
    return fact_words((code, params), language)


def _show_params(params: dict[str, Any], language: str) -> dict[str, Any]:
    shown = dict(params)
    for key, value in params.items():
        if isinstance(value, date):
            shown[key] = day_words(value, language)
        elif isinstance(value, Text):
            shown[key] = value.words(language)
        elif key == "kind":
            shown[key] = KIND_NAMES[value].words(language)
        elif key == "classes":
            joint = ", " if language.startswith("en") else "、"
            shown[key] = joint.join(item.words(language) for item in value)
    return shown


def day_words(day: date, language: str = "zh") -> str:
    """Return a date as people say it: 5月8日, 8 May."""
    if language.startswith("en"):
        return f"{day.day} {MONTHS.split()[day.month - 1]}"
    return f"{day.month}月{day.day}日"


def phase_rules(phase: Phase, language: str = "zh") -> tuple[str, ...]:
    """Return the rules of a phase, a line each.

    Movement, what is forbidden, leaving.
    """
    lines: Iterable[Text | None] = (phase.movement, *phase.forbidden, phase.leaving)
    return tuple(line.words(language) for line in lines if line)


def movement_lines(
    protocol: Protocol, klass: str, phase: Phase | str, language: str = "zh"
) -> tuple[str, ...]:
    """Return the rules of a phase for a door notice, a line each.

    Movement, what is forbidden, leaving.
    """
    phase = protocol.classes[klass].phase(phase) if isinstance(phase, str) else phase
    return phase_rules(phase, language)


def movement_words(protocol: Protocol, klass: str, phase: Phase | str, language: str = "zh") -> str:
    """Return the same as one text, a rule a line."""
    return "\n".join(movement_lines(protocol, klass, phase, language))
