"""What the rules of a protocol file must be among themselves; a refusal names the key. Pure."""

from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from wanjia.core.rules.rules_file import Refused
from wanjia.zoning.protocols.round_rules import both_hold, minutes, overlap
from wanjia.zoning.protocols.values import (
    OPEN,
    RESULTS,
    NewCaseRule,
    Phase,
    RoundRule,
    StepDown,
    ZoneClass,
)

if TYPE_CHECKING:
    from wanjia.zoning.protocols.reader import ProtocolFile

Path = tuple[str | int, ...]


def check_tables_of_kind(file: "ProtocolFile", filename: str) -> None:
    """Refuse a name that is not the file's, and tables that its kind must or must not have."""
    if filename.removesuffix(".toml") != file.name:
        zh = f"名称“{file.name}”与文件名不符。"
        raise Refused(zh, f"the name “{file.name}” is not that of the file.", "name")
    infection = file.kind == "epidemic"
    for key in ("people", "health") if infection else ():
        if getattr(file, key) is None:
            raise Refused("缺少这一项。", "is missing.", key)
    if file.health:
        for result in RESULTS:
            if result not in file.health.results:
                raise Refused("缺少这一项。", "is missing.", "health", "results", result)
        if file.health.on_positive is not None and file.public is not None:
            raise Refused(
                "没有这一项，请核对拼写。", "there is no such key; check the spelling.",
                "health", "on_positive",
            )  # fmt: skip
    if file.public is None:
        return
    if infection and file.public.on_positive == "none":
        raise Refused(
            "这是传染病规则，要写明检出阳性怎么做，不能是 none。",
            "this protocol is about an infection: say what to do with a positive, not none.",
            "public", "on_positive",
        )  # fmt: skip
    if not infection and file.public.on_positive != "none":
        raise Refused(
            '这不是传染病规则，请写 on_positive = "none"。',
            'this protocol is about no infection: write on_positive = "none".',
            "public", "on_positive",
        )  # fmt: skip


def check_classes(classes: Sequence[ZoneClass]) -> None:
    """Refuse classes whose phases, steps, rules or rounds contradict each other."""
    keys = tuple(klass.key for klass in classes)
    for place, klass in enumerate(classes):
        path: Path = ("classes", place)
        if klass.key in (*keys[:place], OPEN):
            zh = f"“{klass.key}”已经用过或不可用。"
            raise Refused(zh, f"“{klass.key}” is taken already.", *path, "key")
        others = tuple(key for key in keys if key != klass.key)
        _check_phases(klass.phases, path)
        _check_steps(klass.steps, others, path)
        phases = tuple(phase.key for phase in klass.phases)
        _check_new_case(klass.new_case, others, phases, path)
        _check_rounds(klass.rounds, path)


def _check_phases(phases: Sequence[Phase], path: Path) -> None:
    expected: int | None = 1
    known: set[str] = set()
    for place, phase in enumerate(phases):
        if phase.days.first != expected or phase.key in known:
            raise Refused(
                "各阶段应从第 1 天起，首尾相接，不得重名。",
                "phases must follow each other from day 1 on, each with a key of its own.",
                *path, "phases", place, "days",
            )  # fmt: skip
        known.add(phase.key)
        expected = phase.days.last + 1 if phase.days.last else None


def _check_steps(steps: Sequence[StepDown], others: Sequence[str], path: Path) -> None:
    origins: set[str | None] = set()
    for place, step in enumerate(steps):
        at = (*path, "steps", place)
        _is_among(step.to, (*others, OPEN), *at, "to")
        for klass in (step.came_from, *step.lifted):
            _is_among(klass, others, *at, "lifted" if klass in step.lifted else "came_from")
        if step.came_from in origins:
            raise Refused(
                "同一来路有两条规则。", "two rules for the same origin.", *at, "came_from"
            )
        origins.add(step.came_from)
        if step.after is None and not step.lifted and not step.confirm:
            raise Refused(
                "要有 after、lifted 或 confirm 之一。", "needs after, lifted or confirm.", *at
            )
        for number, test in enumerate(step.tests):
            if (test.day is None) == (test.last_days is None):
                zh, en = "要有 day 或 last_days 之一。", "needs either day or last_days."
                raise Refused(zh, en, *at, "tests", number)
            if test.day and test.day > (step.after or 0):
                zh, en = "day 不应大于 after。", "day must not be greater than after."
                raise Refused(zh, en, *at, "tests")


def _check_new_case(
    rules: Sequence[NewCaseRule], others: Sequence[str], phases: Sequence[str], path: Path
) -> None:
    known: set[str | None] = set()
    for place, rule in enumerate(rules):
        at = (*path, "new_case", place)
        _is_among(rule.phase, phases, *at, "phase")
        if rule.effect == "raise_to" and rule.to is None:
            raise Refused("缺少这一项。", "is missing.", *at, "to")
        if rule.effect != "raise_to" and rule.to is not None:
            raise Refused(
                "没有这一项，请核对拼写。", "there is no such key; check the spelling.", *at, "to"
            )
        _is_among(rule.to, others, *at, "to")
        if rule.phase in known:
            raise Refused("同一阶段有两条规则。", "two rules for the same phase.", *at, "phase")
        known.add(rule.phase)


def _check_rounds(rounds: Sequence[RoundRule], path: Path) -> None:
    for place, rule in enumerate(rounds):
        _check_round(rule, (*path, "rounds", place))
    for (_, first), (place, second) in combinations(enumerate(rounds), 2):
        at = (*path, "rounds", place)
        if not both_hold(first, second):
            continue
        if first.key == second.key:
            raise Refused(f"“{second.key}”已经用过。", f"“{second.key}” is used twice.", *at, "key")
        same_people = (first.who == "staff") == (second.who == "staff")
        if same_people and overlap(first, second):
            zh, en = f"与“{first.key}”的时间重叠。", f"overlaps with “{first.key}”."
            raise Refused(zh, en, *at, "opens")


def _check_round(rule: RoundRule, at: Path) -> None:
    opens, closes = minutes(rule)
    if closes <= opens:
        raise Refused("结束应晚于开始。", "must be later than it opens.", *at, "closes")
    if rule.every_minutes and (closes - opens) % rule.every_minutes:
        zh, en = "应能整除开放时段。", "must divide the window evenly."
        raise Refused(zh, en, *at, "every_minutes")
    if rule.from_date and rule.to_date and rule.to_date < rule.from_date:
        raise Refused("应不早于 from。", "must not be before from.", *at, "to")


def _is_among(value: str | None, names: Sequence[str], *path: str | int) -> None:
    if value is not None and value not in names:
        some = ", ".join(names)
        raise Refused(f"“{value}”不在可用的值里：{some}。", f"“{value}” is none of {some}.", *path)
