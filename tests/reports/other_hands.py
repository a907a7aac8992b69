"""Lines written and labelled by other hands, read and scored by who is credited with what."""

import csv
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wanjia.reports.paste.reader import RosterIndex, RosterPerson, asked_in, read, read_to_json
from wanjia.reports.paste.reader.reading import Reading

HANDS = Path(__file__).parent / "data" / "hands"
TODAY = (2022, 4, 18)
STORED = ("negative", "positive", "invalid")


@dataclass
class Line:
    """One labelled line: what it should say, and what was read."""

    text: str
    gold: dict[str, Any]
    reading: Reading
    read: dict[str, Any]
    got: dict[str, str]

    @property
    def want(self) -> dict[str, str]:
        """Who should be credited with which result."""
        people = self.gold.get("people") or {}
        return {name: value for name, value in people.items() if value in STORED}

    @property
    def sure(self) -> bool:
        """Whether it would be stored without asking."""
        return bool(self.read["status"] == "sure")

    @property
    def right(self) -> bool:
        """Whether a careful officer would have done the same."""
        gold, read = self.gold, self.read
        asked = gold["status"] == "doubtful" and not self.sure
        doors = _doors(read["doors"]) == _doors(gold["doors"])
        if gold["kind"] == "need":
            return doors and self.heard
        if gold["kind"] == "headcount":
            return doors and read["kind"] == "headcount" and read["count"] == gold["count"]
        if asked:
            return True
        heat = sorted(_listed(read["temperature"])) == sorted(_listed(gold.get("temperature")))
        return self.got == self.want and doors and heat

    @property
    def heard(self) -> bool:
        """Whether an officer sees that something is asked for."""
        return self.read["kind"] == "need" or bool(self.read["need"])

    @property
    def credited_wrongly(self) -> bool:
        """Whether somebody is stored with what was not said of them."""
        return self.sure and any(self.want.get(name) != value for name, value in self.got.items())


@dataclass
class Tally:
    """How a hand's lines were read."""

    lines: list[Line] = field(default_factory=list)

    def count(self, what: str) -> int:
        """How many lines are so."""
        return sum(bool(_TESTS[what](line)) for line in self.lines)


_TESTS = {
    "lines": lambda line: bool(line.gold),
    "right": lambda line: line.right,
    "sure and right": lambda line: line.right and line.sure,
    "sure and wrong": lambda line: line.sure and not line.right,
    "credited wrongly": lambda line: line.credited_wrongly,
    "needs": lambda line: line.gold["kind"] == "need",
    "needs lost": lambda line: line.gold["kind"] == "need" and not line.heard,
    "positives": lambda line: "positive" in line.want.values(),
    "positives lost": lambda line: (
        "positive" in line.want.values()
        and "positive" not in line.got.values()
        and (line.sure or "positive" not in str(line.read))
    ),
}


def index_of(folder: Path) -> tuple[RosterIndex, dict[str, str]]:
    """The roster of a hand, and the names by id."""
    people, names = [], {}
    with (folder / "roster.csv").open(encoding="utf-8") as file:
        for place, row in enumerate(csv.DictReader(file)):
            room = "" if row["室号"] in ("全幢", "整幢") else f"-{row['室号']}"
            year, month, day = map(int, row["出生日期"].split("-"))
            age = TODAY[0] - year - (TODAY[1:] < (month, day))
            people.append(
                RosterPerson(
                    str(place), f"{row['楼号']}{room}", row["姓名"], row["小区"],
                    age=age, sex=row["性别"], relation=row["与户主关系"],
                )
            )  # fmt: skip
            names[str(place)] = row["姓名"]
    return RosterIndex.build(people), names


def read_hand(folder: Path) -> Tally:
    """Read every text of a hand beside its labels."""
    index, names = index_of(folder)
    tally = Tally()
    for path in sorted(folder.glob("*.txt")):
        text = path.read_text("utf-8")
        rows = text.splitlines()
        readings = read(text, index)
        asked = [one.to_dict() if one else None for one in asked_in(readings)]
        by_line = {
            one["line"]: (reading, one)
            for reading, one in zip(readings, read_to_json(readings, needs=asked), strict=True)
        }
        for label in path.with_suffix(".jsonl").read_text("utf-8").splitlines():
            gold = json.loads(label) if label.strip() else {"kind": ""}
            if gold["kind"] in ("answer", "headcount", "need"):
                reading, told = by_line[gold["line"]]
                got = _got(told, names)
                tally.lines.append(Line(rows[gold["line"] - 1], gold, reading, told, got))
    return tally


def _got(read: dict[str, Any], names: dict[str, str]) -> dict[str, str]:
    ids, antigen = read["residents"], read["antigen"]
    values = antigen if isinstance(antigen, list) else [antigen] * len(ids)
    told = zip(ids, values, strict=False)
    return {names[one]: value for one, value in told if value in STORED}


def _doors(doors: list[str]) -> list[str]:
    return sorted(door.removesuffix("-全幢") for door in doors or [])


def _listed(value: Any) -> list[float]:
    values = value if isinstance(value, list) else [value]
    return [one for one in values if one is not None]


def table(tally: Tally) -> dict[str, int]:
    """What the scores are."""
    return {what: tally.count(what) for what in _TESTS}
