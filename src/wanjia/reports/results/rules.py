"""`results.toml` as read, and what a result sets going. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from wanjia.core.rules.rules_file import (
    AboveZero,
    NotBlank,
    RulesTable,
    Text,
    load_rules_file,
    one_of,
    refusal,
)

FILE = Path(__file__).with_name("results.toml")
KINDS = ("pcr", "antigen")
FINDINGS = ("waiting", "negative", "positive", "unclear", "invalid")
FIELDS = (
    "name", "id_number", "phone", "door", "tube", "pool", "kind", "sampled_at", "received_at",
    "place", "laboratory", "finding",
)  # fmt: skip
Words = tuple[NotBlank, ...]
TestKind = Annotated[str, one_of(KINDS)]


@dataclass(frozen=True)
class RetestHours(RulesTable):
    """Hours until somebody is sampled again alone, by why."""

    pooled: AboveZero
    unclear: AboveZero
    invalid: AboveZero


@dataclass(frozen=True)
class MakesCase(RulesTable):
    """Which tests of one person make a case when they are positive."""

    first: tuple[TestKind, ...]
    second: tuple[TestKind, ...]


@dataclass(frozen=True)
class Limits(RulesTable):
    """What a result can be."""

    oldest_days: AboveZero
    lowest_ct: Annotated[Decimal, Field(gt=0)]
    highest_ct: Annotated[Decimal, Field(gt=0)]
    pools: tuple[AboveZero, ...]


@dataclass(frozen=True)
class ResultWords(RulesTable):
    """How laboratories write results, kinds, pools, headings and genes."""

    finding: Mapping[Annotated[str, one_of(FINDINGS)], Words]
    kind: Mapping[TestKind, Words]
    pool: Mapping[NotBlank, Words]
    heading: Mapping[Annotated[str, one_of(FIELDS)], Words]
    gene: Mapping[NotBlank, Words]


@dataclass(frozen=True)
class ResultRules(RulesTable):
    """All of `results.toml`."""

    retest_hours: RetestHours
    makes_case: MakesCase
    limits: Limits
    words: ResultWords


@cache
def load_rules(path: Path = FILE) -> ResultRules:
    """Read the rules. Raises RulesFileError naming file, key and line for what is wrong."""
    rules = load_rules_file(ResultRules, path)
    text = path.read_text("utf-8")
    for table in ("finding", "kind", "pool", "heading"):
        _refuse_twice(text, path.name, table, getattr(rules.words, table))
    for pool in rules.words.pool:
        if not pool.isdigit() or int(pool) not in rules.limits.pools:
            why = Text(
                "管里几个人须是 limits.pools 里的数。", "a pool must be one of limits.pools."
            )
            raise refusal(text, path.name, ("words", "pool", pool), why)
    return rules


def _refuse_twice(text: str, name: str, table: str, lists: Mapping[str, Words]) -> None:
    known: dict[str, str] = {}
    for key, words in lists.items():
        for word in words:
            if known.setdefault(plain_word(word), key) != key:
                why = Text(f"“{word}”写在两处。", f"“{word}” is in two lists.")
                raise refusal(text, name, ("words", table, key), why)


def plain_word(text: object) -> str:
    """Return a word as it is compared: without spaces, in small letters."""
    return "".join(str(text or "").split()).lower().strip("：:*").replace("：", ":")


@dataclass(frozen=True)
class Told:
    """A result as the rules see it: `second` settles an alarm; `recovered` had it lately."""

    kind: str
    pooled: bool
    finding: str
    second: bool = False
    recovered: bool = False


@dataclass(frozen=True)
class Follows:
    """What a result sets going for each person in the tube.

    `step` is "none", "retest" (sampled again alone within `within`, because of `why`), "alarm" (a
    person follows it up), "case", or "cleared" (what waited for it is settled).
    """

    step: str
    why: str = ""
    within: timedelta | None = None


def follows_from(told: Told, rules: ResultRules) -> Follows:
    """Decide what a result sets going."""
    hours = rules.retest_hours
    if told.finding == "positive" and told.pooled:
        return Follows("retest", "pooled", timedelta(hours=hours.pooled))
    if told.finding == "positive":
        kinds = rules.makes_case.second if told.second else rules.makes_case.first
        # Whoever had it lately may test positive long after: a person judges whether it is a case.
        made = told.kind in kinds and (told.second or not told.recovered)
        return Follows("case" if made else "alarm")
    if told.finding in ("unclear", "invalid"):
        within = hours.unclear if told.finding == "unclear" else hours.invalid
        return Follows("retest", told.finding, timedelta(hours=within))
    if told.finding == "negative" and not told.pooled:
        return Follows("cleared")
    return Follows("none")


@dataclass(frozen=True)
class Named:
    """Somebody as a list names them."""

    name: str = ""
    id_number: str = ""
    phone: str = ""
    door: str = ""
    row: int = 0

    @property
    def text(self) -> str:
        """The words of the list, without the numbers that nobody needs to see."""
        return " ".join(part for part in (self.door, self.name) if part) or self.phone[-4:]


@dataclass(frozen=True)
class Tube:
    """A tube with its result, as a laboratory, a form or a program tells it."""

    kind: str
    sampled_at: datetime
    finding: str
    tube: str = ""
    pool: int = 1
    place: str = ""
    laboratory: str = ""
    received_at: datetime | None = None
    ct: Mapping[str, str] = field(default_factory=dict)
    people: tuple[Named, ...] = ()


CONFIRMS = ("阳性", "确诊", "复阳", "双阳", "positive", "confirmed")
DENIES = ("阴", "排除", "误", "假阳", "非阳", "不是", "不阳", "没阳", "未确诊", "待", "等",
          "negative", "not ", "false", "ruled", "pending")  # fmt: skip


def says_confirmed(text: str, confirms: Collection[str] = CONFIRMS) -> bool:
    """Return whether words with which somebody closes an alarm say that it was a case."""
    plain = text.lower()
    says = any(word in plain for word in confirms)
    return says and not any(word in plain for word in DENIES)
