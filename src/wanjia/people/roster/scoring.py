"""A roster as read beside what is really in it. Pure: plain values in, plain values out."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from wanjia.people.roster.asking import question_of
from wanjia.people.roster.reader import Listed, Roster
from wanjia.places.addresses.characters import plain

CHECKED = ("phones", "id_number", "born", "sex", "relation", "register", "note")
YEAR = timedelta(days=366)


@dataclass
class Score:
    """What of a file was read right. `outcome` is whole, asked or wrong."""

    outcome: str = "wrong"
    people: int = 0
    found: int = 0
    placed: int = 0
    missing: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    facts: Counter[str] = field(default_factory=Counter)
    wrong_facts: list[str] = field(default_factory=list)
    counts: list[str] = field(default_factory=list)


def person_of(one: Listed) -> dict[str, Any]:
    """A person as plain values, empty ones left out: the form of a gold file too."""
    values = {
        "row": one.row,
        "sheet": one.sheet,
        "name": one.name,
        "estate": one.place.estate,
        "lane": one.place.lane,
        "stairwell": one.place.stairwell,
        "room": one.place.room,
        "sex": one.sex,
        "birth": one.birth.isoformat() if one.birth else "",
        "born": [day.isoformat() for day in one.born] if one.born and not one.birth else [],
        "id_number": one.id_number,
        "phones": list(one.phones),
        "relation": one.relation,
        "register": one.register,
        "note": one.note,
    }
    return {key: value for key, value in values.items() if value}


def roster_values(roster: Roster) -> dict[str, Any]:
    """A roster as plain values."""
    return {
        "people": [person_of(one) for one in roster.people],
        "households": roster.households,
        "stairwells": roster.stairwells,
        "refused": [{"row": one.row, "reason": one.zh} for one in roster.refused],
        "warnings": [{"row": one.row, "code": one.code, "why": one.zh} for one in roster.warnings],
        "ignored": list(roster.ignored),
        "questions": [question_of(one) for one in roster.questions],
    }


def score(roster: Roster | None, asked: bool, gold: Mapping[str, Any], today: date) -> Score:
    """Compare what was read (None: nothing) with a gold file's people."""
    read = [person_of(one) for one in roster.people] if roster and not asked else []
    wanted = list(gold.get("people", ()))
    out = Score(people=len(wanted))
    pairs, missing, extra = _pairs(read, wanted)
    out.missing = [_words(one) for one in missing]
    out.extra = [_words(one) for one in extra]
    out.found = len(pairs)
    for mine, theirs in pairs:
        if _is_at(mine, theirs):
            out.placed += 1
        else:
            out.elsewhere.append(f"{_words(mine)} ≠ {_words(theirs)}")
        _compare_facts(out, mine, theirs, today)
    if roster and not asked:
        for key in ("households", "stairwells"):
            if key in gold and getattr(roster, key) != gold[key]:
                out.counts.append(f"{key} {getattr(roster, key)} ≠ {gold[key]}")
    faults = (out.missing, out.extra, out.elsewhere, out.wrong_facts, out.counts)
    if asked:
        out.outcome = "asked"
    elif not any(faults) and not gold.get("ask"):
        out.outcome = "whole"
    return out


def _pairs(
    read: Sequence[dict[str, Any]], wanted: Sequence[dict[str, Any]]
) -> tuple[list[tuple[dict[str, Any], dict[str, Any]]], list[dict[str, Any]], list[dict[str, Any]]]:
    """Each wanted person with the one read: same name and door first, then the same name."""
    left = list(read)
    pairs, open_ = [], list(wanted)
    for tight in (True, False):
        still = []
        for theirs in open_:
            same = (
                one
                for one in left
                if _name(one) == _name(theirs) and (not tight or _is_at(one, theirs))
            )
            if (mine := next(same, None)) is None:
                still.append(theirs)
            else:
                left.remove(mine)
                pairs.append((mine, theirs))
        open_ = still
    return pairs, open_, left


def _name(one: Mapping[str, Any]) -> str:
    return re.sub(r"[\s·•.,]", "", plain(str(one.get("name", ""))))


def _label(text: Any) -> str:
    bare = re.sub(r"\s|[室号弄楼栋幢座]|单元", "", plain(str(text or "")))
    return "-".join(part.lstrip("0") or part for part in re.split("[-/~]", bare))


def _door(one: Mapping[str, Any], asked: Mapping[str, Any]) -> tuple[str, ...]:
    """Where somebody lives, of the parts that the gold file gives."""
    keys = [key for key in ("estate", "lane") if key in asked]
    stairwell = _label(one.get("stairwell") or one.get("building"))
    if one.get("unit") not in (None, ""):
        stairwell = f"{stairwell}-{_label(one['unit'])}".strip("-")
    whole = "-".join(part for part in (stairwell, _label(one.get("room"))) if part)
    if "door" in one:
        whole = _label(one["door"])
    estate = [
        plain(str(one.get(key, ""))) if key == "estate" else _label(one.get(key)) for key in keys
    ]
    return (*estate, whole)


def _is_at(mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> bool:
    """Whether a door is the one wanted; a gold door may begin with its lane or its estate."""
    got, wanted = _door(mine, theirs), _door(theirs, theirs)
    if got == wanted or "door" not in theirs:
        return got == wanted
    before = [
        _label(mine[key]) for key in ("lane", "estate") if mine.get(key) and key not in theirs
    ]
    ways = [f"{part}{joint}{got[-1]}" for part in before for joint in ("-", "")]
    return any((*got[:-1], way) == wanted for way in ways)


def _words(one: Mapping[str, Any]) -> str:
    return f"{one.get('name')} {'/'.join(_door(one, one))}"


def _compare_facts(out: Score, mine: dict[str, Any], theirs: dict[str, Any], today: date) -> None:
    for key in CHECKED:
        if key == "born":
            wanted, got = _span(theirs, today), _span(mine, today)
            if wanted is None:
                continue
            right = got is not None and _within(got, wanted)
        elif key == "phones":
            if "phones" not in theirs and "phone" not in theirs:
                continue
            right = _phones(mine) == _phones(theirs)
        elif key in theirs:
            right = plain(str(theirs[key])).strip() in plain(str(mine.get(key, "")))
            right = right and (bool(theirs[key]) or not mine.get(key))
        else:
            continue
        out.facts[key] += right
        out.facts[f"{key} of"] += 1
        if not right:
            said = [theirs.get(one) for one in (key, "phone", "birth", "age") if theirs.get(one)]
            got_words = _phones(mine) if key == "phones" else mine.get(key) or mine.get("birth")
            out.wrong_facts.append(f"{_words(theirs)} {key}: {got_words} ≠ {said}")


def _phones(one: Mapping[str, Any]) -> set[str]:
    said = one.get("phones") or one.get("phone") or ()
    several = [said] if isinstance(said, str) else [str(phone) for phone in said]
    several += re.findall(r"电话([+\d-]{7,})", str(one.get("note", "")))  # a third is kept there
    return {re.sub(r"(?<!^)\D", "", phone.strip()) for phone in several if phone.strip()}


def _span(one: Mapping[str, Any], today: date) -> tuple[date, date] | None:
    """The first and last day on which somebody can have been born."""
    if one.get("born"):
        first, last = one["born"]
        return date.fromisoformat(first), date.fromisoformat(last)
    birth = str(one.get("birth") or "")
    if found := re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", birth):
        year, month, day = (int(part) if part else 0 for part in found.groups())
        if day:
            return date(year, month, day), date(year, month, day)
        following = date(year + (month in (0, 12)), month % 12 + 1 if month else 1, 1)
        return date(year, month or 1, 1), following - timedelta(days=1)
    ages = [int(part) for part in re.findall(r"\d+", str(one.get("age", "")))]
    if not ages:
        return None
    return (
        date(today.year - max(ages) - 1, today.month, 1),
        date(today.year - min(ages), today.month, 28),
    )


def _within(got: tuple[date, date], wanted: tuple[date, date]) -> bool:
    if got[0] == got[1] and wanted[0] == wanted[1]:
        return got == wanted
    overlap = got[0] <= wanted[1] and wanted[0] <= got[1]
    return overlap and got[1] - got[0] <= wanted[1] - wanted[0] + YEAR
