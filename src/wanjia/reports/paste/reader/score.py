"""Readings beside labels written by others: what was read right, how sure, and what was lost."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

# What makes two records the same; a label is held to those it gives.
FIELDS = ("kind", "doors", "names", "count", "antigen", "temperature", "where", "residents")
RECORDS = ("answer", "headcount", "order", "need")  # what is stored or handed on
TOTAL = "all"
_WHOLE_HOUSE = re.compile(r"-(?:全|整)[幢栋]$")
HEADING = (
    "class", "lines", "right", "sure+right", "doubtful", "sure+wrong", "needs lost",
    "positives lost",
)  # fmt: skip


@dataclass
class Tally:
    """How the lines of one class were read."""

    lines: int = 0
    right: int = 0
    sure_right: int = 0
    doubtful: int = 0
    sure_wrong: int = 0
    needs: int = 0
    needs_lost: int = 0
    positives: int = 0
    positives_lost: int = 0


@dataclass
class Score:
    """The table by class of label, and the lines that were read otherwise than labelled."""

    tallies: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    wrong: list[dict[str, Any]] = field(default_factory=list)


def score(
    readings: Iterable[Mapping[str, Any]],
    labels: Iterable[Mapping[str, Any]],
    people: Mapping[int, Mapping[str, str]] | None = None,
) -> Score:
    """Compare readings (as the contract's objects) with labels of the same lines.

    `people` says by line what was read of whom, by name. A label that has `people` too is held to
    those and to kind and doors: lists and counts can be written in more than one way.
    """
    by_line = {one["line"]: one for one in readings}
    result = Score()
    for label in labels:
        read = by_line.get(label["line"], {})
        differing = differences(read, label)
        if people is not None and label.get("people") is not None:
            told = _credited(people.get(label["line"], {}))
            differing = {key: differing[key] for key in ("kind", "doors") if key in differing}
            if told != _credited(label["people"]):
                differing["people"] = (label["people"], told)
        for name in (label["kind"], TOTAL):
            _count(result.tallies[name], read, label, not differing)
        if differing:
            result.wrong.append({"line": label["line"], "text": read.get("text", ""), **differing})
    return result


def _credited(people: Mapping[str, str]) -> dict[str, str]:
    """Who has a result or a temperature: what is said of the others credits nobody."""
    credits = ("negative", "positive", "invalid", "temperature")
    return {name: value for name, value in people.items() if value in credits}


def differences(read: Mapping[str, Any], label: Mapping[str, Any]) -> dict[str, Any]:
    """The labelled fields that were read otherwise: what was expected and what was read."""
    return {
        name: (label[name], read.get(name))
        for name in FIELDS
        if name in label and _alike(label[name]) != _alike(read.get(name))
    }


def _alike(value: Any) -> Any:
    """One value of all people is the same however often it is written."""
    if isinstance(value, list | tuple):
        values = [_door(one) for one in value if one is not None]
        return None if not values else values[0] if len(set(values)) == 1 else values
    return value


def _door(value: Any) -> Any:
    """A whole house is a door of its own, however a roster writes its room."""
    return _WHOLE_HOUSE.sub("", value) if isinstance(value, str) else value


def _count(tally: Tally, read: Mapping[str, Any], label: Mapping[str, Any], right: bool) -> None:
    sure = read.get("status") == "sure" and read.get("kind") in RECORDS
    tally.lines += 1
    tally.right += right
    tally.sure_right += right and sure
    tally.doubtful += read.get("status") == "doubtful"
    tally.sure_wrong += sure and not right
    if label["kind"] == "need" or label.get("need"):
        tally.needs += 1
        tally.needs_lost += read.get("kind") != "need" and not read.get("need")
    if "positive" in _values(label.get("antigen")):
        tally.positives += 1
        seen = "positive" in _values(read.get("antigen")) or read.get("status") == "doubtful"
        tally.positives_lost += not seen


def _values(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]


def table(result: Score) -> list[tuple[str, ...]]:
    """The rows of the table, its heading first."""
    rows: list[tuple[str, ...]] = [HEADING]
    names = sorted(name for name in result.tallies if name != TOTAL)
    for name in [*names, TOTAL]:
        one = result.tallies[name]
        rows.append((
            name, str(one.lines), _share(one.right, one.lines), _share(one.sure_right, one.lines),
            str(one.doubtful), str(one.sure_wrong), f"{one.needs_lost}/{one.needs}",
            f"{one.positives_lost}/{one.positives}",
        ))  # fmt: skip
    return rows


def _share(part: int, whole: int) -> str:
    return f"{part} ({part / whole:.0%})" if whole else "0"
