"""The numbers that entries of a list begin with, known by how they count up line by line.

`3. 201 …` says so by itself. `3 201 …`, `3/ …` and `3张… ` could be anything where they stand
alone; among lines that begin with 2 and with 4 they are the third entry.
"""

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, field

from wanjia.reports.paste.reader.lines import number_of

FEWEST = 3  # lines that count up before loose numbers are believed
FARTHEST = 2  # a number may be left out, two may not
MOST_BETWEEN = 6  # lines without a number between two entries
_UNITS = (
    "号幢栋楼室单元层门弄座期区组队排家户位名口岁天次个人份条道杠根线度点月日年元"
    "块斤箱袋盒板瓶米大小轮支阴阳"
)
_LOOSE = re.compile(
    rf"\s*(?:no\.?\s*|#)?(\d{{1,3}})(?:\s*[)>》\]}}_|]\s*|\s*[-/=](?!\s*\d)\s*|\s+(?=\S)|(?=[\u4e00-\u9fff])(?![{_UNITS}]))"
)
_NO_ENTRY = re.compile(rf"[{_UNITS}]|[-+*~]?\s*\d{{1,2}}(?:$|[人口个位])|\d{{1,2}}:\d\d")


@dataclass
class _Run:
    """Lines whose first numbers count up: row, number, where the text begins, how sure."""

    rows: list[int] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    loose: list[bool] = field(default_factory=list)

    def takes(self, row: int, number: int) -> bool:
        """Whether this number may be the next of the run."""
        near = row - self.rows[-1] <= MOST_BETWEEN
        return near and 1 <= number - self.numbers[-1] <= FARTHEST

    def add(self, row: int, number: int, start: int, loose: bool) -> None:
        """Put the next line at the end of the run."""
        self.rows.append(row)
        self.numbers.append(number)
        self.starts.append(start)
        self.loose.append(loose)


def numbers_of(rows: Sequence[str], rooms: Container[str]) -> list[tuple[int | None, int]]:
    """The entry number of each plain line and where its text begins; (None, 0) without one.

    `rooms` are those of the roster: numbers that are rooms count up by floors as well.
    """
    found = [number_of(row) for row in rows]
    runs: list[_Run] = []
    near: list[_Run] = []  # those that may still go on: no more of them than lines between
    for at, row in enumerate(rows):
        number, start = found[at]
        loose = number is None
        if loose:
            number, start = _loose_number(row)
        if number is None:
            continue
        near = [one for one in near if at - one.rows[-1] <= MOST_BETWEEN]
        run = next((one for one in reversed(near) if one.takes(at, number)), None)
        if run is None:
            run = _Run()
            runs.append(run)
            near.append(run)
        run.add(at, number, start, loose)
    for run in runs:
        if len(run.rows) < FEWEST and run.numbers[0] > 99 and str(run.numbers[0]) in rooms:
            found[run.rows[0]] = (None, 0)  # 302：三人
        if run.numbers[0] > 99 and not all(run.loose) and _are_rooms(run, rooms):
            for at in run.rows:
                found[at] = (None, 0)  # 101：阴, 102：阴
        if len(run.rows) < FEWEST or not any(run.loose) or _are_rooms(run, rooms):
            continue
        beside = [len(o.rows) for o in runs if o is not run and _overlap(o, run)]
        if 2 * len(run.rows) < max(beside, default=0):
            continue
        for place, at in enumerate(run.rows):
            if run.loose[place]:
                found[at] = (run.numbers[place], run.starts[place])
    return found


def _overlap(one: _Run, other: _Run) -> bool:
    return one.rows[0] < other.rows[-1] and other.rows[0] < one.rows[-1]


def _loose_number(row: str) -> tuple[int | None, int]:
    match = _LOOSE.match(row)
    if match is None or _NO_ENTRY.match(row, match.end()):
        return None, 0
    return int(match[1]), match.end()


def _are_rooms(run: _Run, rooms: Container[str]) -> bool:
    """Whether the numbers are rather rooms or houses: 101, 102, 103 that the roster has."""
    known = sum(str(number) in rooms for number in run.numbers)
    return run.numbers[0] > 2 and 2 * known > len(run.numbers)
