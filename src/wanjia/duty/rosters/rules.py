"""Reads `shifts.toml` and `rules.toml`; a refusal names file, key and line. Pure."""

from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from wanjia.core.rules.rules_file import Hour, NotBlank, Refused, RulesTable, Text, load_rules_file
from wanjia.duty.rosters.values import DAY, RULES, Pattern, Rule, RuleBook, Shift

SHIFTS = Path(__file__).with_name("shifts.toml")
RULES_FILE = Path(__file__).with_name("rules.toml")
Patterns = dict[str, Pattern]
Weight = Annotated[int, Field(ge=0, le=1000)]


@dataclass(frozen=True)
class _Shift(RulesTable):
    key: NotBlank
    name: Text
    starts: Hour
    ends: Hour
    night: bool
    need: Annotated[int, Field(ge=1, le=50)]

    def shift(self) -> Shift:
        start, end = (at.hour * 60 + at.minute for at in (self.starts, self.ends))
        minutes = (end - start) % DAY or DAY
        return Shift(self.key, self.name, start, minutes, self.night, self.need)


@dataclass(frozen=True)
class _Pattern(RulesTable):
    key: NotBlank
    name: Text
    shifts: tuple[_Shift, ...]

    @model_validator(mode="after")
    def _leaves_no_minute_out(self) -> "_Pattern":
        shifts = self.pattern().shifts
        if len({one.key for one in shifts}) < len(shifts):
            raise Refused("有重复的 key。", "two shifts have the same key.", "shifts")
        covered = {(one.start + minute) % DAY for one in shifts for minute in range(one.minutes)}
        gap = next((minute for minute in range(DAY) if minute not in covered), None)
        if gap is not None:
            at = f"{gap // 60:02}:{gap % 60:02}"
            raise Refused(f"{at} 没有人值班。", f"nobody is on duty at {at}.", "shifts")
        return self

    def pattern(self) -> Pattern:
        return Pattern(self.key, self.name, tuple(one.shift() for one in self.shifts))


@dataclass(frozen=True)
class _Shifts(RulesTable):
    ours: str
    patterns: Annotated[tuple[_Pattern, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _keys_are_unique(self) -> "_Shifts":
        keys = [one.key for one in self.patterns]
        if len(set(keys)) < len(keys):
            raise Refused("有重复的 key。", "two patterns have the same key.", "patterns")
        if self.ours not in keys:
            some = ", ".join(keys)
            raise Refused(f"应是其中之一：{some}。", f"must be one of {some}.", "ours")
        return self


@dataclass(frozen=True)
class _Rule(RulesTable):
    value: Annotated[int, Field(ge=0, le=168)]
    milder: tuple[Annotated[int, Field(ge=0)], ...]
    words: Text
    source: NotBlank

    @model_validator(mode="after")
    def _words_hold_nothing_but_n(self) -> "_Rule":
        try:
            self.words.zh.format(n=0), self.words.en.format(n=0)
        except (KeyError, IndexError, ValueError):
            raise Refused("只能用 {n}。", "may only hold {n}.", "words") from None
        return self


@dataclass(frozen=True)
class _Weights(RulesTable):
    changed: Weight
    wish: Weight
    wish_again: Weight
    nights: Weight
    weekends: Weight
    hours: Weight


@dataclass(frozen=True)
class _Rules(RulesTable):
    rest_hours: _Rule
    nights_in_row: _Rule
    rest_after_nights: _Rule
    hours_in_seven_days: _Rule
    days_off_in_seven: _Rule
    weights: _Weights


@cache
def load_patterns(path: Path = SHIFTS) -> Patterns:
    """Patterns by key, the one that is proposed first standing first; raises RulesFileError."""
    file = load_rules_file(_Shifts, path)
    patterns = sorted(file.patterns, key=lambda pattern: pattern.key != file.ours)
    return {one.key: one.pattern() for one in patterns}


@cache
def load_rules(path: Path = RULES_FILE) -> RuleBook:
    """The rest rules; raises RulesFileError."""
    file = load_rules_file(_Rules, path)
    rules: dict[str, _Rule] = {name: getattr(file, name) for name in RULES}
    return RuleBook(
        {name: Rule(rule.value, rule.milder, rule.words) for name, rule in rules.items()},
        asdict(file.weights),
    )
