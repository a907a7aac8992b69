"""Hours of work needed against hours there, by kind and hour; what a lever frees. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from wanjia.core.rules.rules_file import AboveZero, Refused, RulesTable, load_rules_file, one_of

FILE = Path(__file__).with_name("load.toml")
HOURS = 24
KINDS = (
    "call", "dispatch", "handle", "verify", "alarm", "contact_call", "contact_door", "chase",
    "paste", "cart_round", "post",
)  # fmt: skip
LEVERS = (
    "stair_leaders", "pairs_call", "askers_confirm", "batches", "round_less", "bundle_buys",
    "post_less",
)  # fmt: skip
Minutes = Annotated[float, Field(gt=0, le=24 * 60)]
Kind = Annotated[str, one_of(KINDS)]
ByHour = Sequence[float]


@dataclass(frozen=True)
class LeverRule(RulesTable):
    """What can be stopped or handed on, and what share of which kinds of work goes with it."""

    key: Annotated[str, one_of(LEVERS)]
    kinds: tuple[Kind, ...]
    share: Annotated[float, Field(gt=0, le=1)]


@dataclass(frozen=True)
class Rules(RulesTable):
    """All of `load.toml`."""

    days: Annotated[int, Field(ge=1, le=14)]
    together: Annotated[int, Field(ge=1, le=12)]
    few: AboveZero
    minutes: Mapping[Kind, Minutes]
    levers: tuple[LeverRule, ...]

    @model_validator(mode="after")
    def _each_kind_has_minutes(self) -> "Rules":
        missing = [kind for kind in KINDS if kind not in self.minutes]
        if missing:
            some = ", ".join(missing)
            raise Refused(f"缺少：{some}。", f"lacks {some}.", "minutes")
        return self


@cache
def load_rules(path: Path = FILE) -> Rules:
    """Read the rules; raises RulesFileError naming file, line and key for what is wrong."""
    return load_rules_file(Rules, path)


@dataclass(frozen=True)
class Lever:
    """What a lever frees on a day; `people` come from hour `start` to `end` where it is a call for
    more."""

    key: str
    hours: float
    people: int = 0
    start: int = 0
    end: int = 0


@dataclass(frozen=True)
class Load:
    """A day's hours of work by kind and hour, and the hours of people who are there."""

    kinds: Mapping[str, ByHour]
    there: ByHour

    @property
    def needed(self) -> list[float]:
        """The hours of work of all kinds, by hour of the day."""
        return [sum(hours[hour] for hours in self.kinds.values()) for hour in range(HOURS)]

    @property
    def missing(self) -> list[float]:
        """The hours that are wanting, by hour of the day."""
        return [
            max(needed - there, 0.0) for needed, there in zip(self.needed, self.there, strict=True)
        ]

    def total(self, kind: str) -> float:
        """Return the hours of a kind on a day."""
        return sum(self.kinds.get(kind, ()))


def load_of(
    pieces: Mapping[str, Iterable[tuple[int, float]]], there: ByHour, days: int, rules: Rules
) -> Load:
    """Return the load of an average day.

    `pieces` are, by kind, the hours of the day in which work fell and how many pieces there were
    over all days; `there` is how many people are there in each hour.
    """
    kinds: dict[str, list[float]] = defaultdict(lambda: [0.0] * HOURS)
    for kind, many in pieces.items():
        for hour, count in many:
            kinds[kind][hour] += count * rules.minutes[kind] / 60 / days
    return Load(dict(kinds), tuple(there))


def levers_of(load: Load, rules: Rules) -> list[Lever]:
    """Return what each lever would free on a day, the most first; none that frees nothing."""
    found = [
        Lever(rule.key, rule.share * sum(load.total(kind) for kind in rule.kinds))
        for rule in rules.levers
    ]
    more = _call_for_more(load, rules)
    found += [more] if more else []
    return sorted((one for one in found if one.hours >= 0.05), key=lambda one: -one.hours)


def _call_for_more(load: Load, rules: Rules) -> Lever | None:
    """Return in which hours in a row a few people more would fill most of what is missing."""
    missing = load.missing
    filled = [
        sum(min(hours, rules.few) for hours in missing[start : start + rules.together])
        for start in range(HOURS - rules.together + 1)
    ]
    best = max(range(len(filled)), key=lambda start: (filled[start], -start))
    if not filled[best]:
        return None
    return Lever("volunteers", filled[best], int(rules.few), best, best + rules.together)
