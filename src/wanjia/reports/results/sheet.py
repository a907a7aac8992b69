"""A laboratory's sheet to tubes: columns are found by what stands in them. Pure.

No row is dropped: one that cannot be read is told with its number and why.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any

from wanjia.people.roster.reader.sheets import Sheet
from wanjia.reports.results import cells
from wanjia.reports.results.rules import Named, ResultRules, Tube, plain_word

HEADING_WITHIN = 20  # rows from the top
LEAST_SHARE = 0.6  # of the filled cells that must look like what the column is taken for
TEXTS = frozenset({"place", "laboratory", "tube", "name", "door"})  # what a heading alone may say


@dataclass(frozen=True)
class Unread:
    """A row that is not stored: its number as the sheet counts, what it says, why as a code."""

    row: int
    text: str
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class SheetRead:
    """What a workbook says: tubes, rows that can't be read, and which columns were found."""

    tubes: list[Tube] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Columns:
    """Where each field stands, and the gene of each column of Ct values."""

    fields: Mapping[str, int]
    genes: Mapping[int, str]
    first: int  # the first row below the headings


@dataclass(frozen=True)
class _Row:
    number: int
    texts: Mapping[str, Any]
    ct: Mapping[str, str]
    line: str


def read_sheets(sheets: Iterable[Sheet], rules: ResultRules, tz: tzinfo) -> SheetRead:
    """Read all sheets in which results stand; those without any are left out."""
    read = SheetRead()
    for sheet in sheets:
        columns = _find_columns(sheet, rules)
        if "finding" not in columns.fields or not {"name", "id_number"} & columns.fields.keys():
            continue
        read.columns += [name for name in columns.fields if name not in read.columns]
        day = _day_above(sheet, columns.first, tz)
        rows = list(_rows_of(sheet, columns))
        _group_rows(rows, rules, tz, day, read)
    return read


def _find_columns(sheet: Sheet, rules: ResultRules) -> _Columns:
    top, heads = _find_heading(sheet, rules)
    first = top + 1
    width = max((len(row) for row in sheet.rows[first:]), default=0)
    body = [
        [row[place] for row in sheet.rows[first:] if place < len(row)] for place in range(width)
    ]
    genes = {
        place: gene
        for place in range(width)
        if (gene := cells.gene_in(heads.get(place, ""), rules))
        and _share(body[place], lambda cell: cells.is_ct(cell, rules)) >= LEAST_SHARE
    }
    scored = [
        (score, -place, name)
        for place in range(width)
        if place not in genes
        for name, score in _scores(body[place], heads.get(place, ""), rules).items()
        if score >= LEAST_SHARE
    ]
    found: dict[str, int] = {}
    for _score, place, name in sorted(scored, reverse=True):
        if name not in found and -place not in found.values():
            found[name] = -place
    return _Columns(_with_times(found, body, heads, rules), genes, first)


def _find_heading(sheet: Sheet, rules: ResultRules) -> tuple[int, dict[int, str]]:
    """Return the row of headings and its words; (-1, {}) for a sheet without one."""
    best, found = -1, dict[int, str]()
    for number, row in enumerate(sheet.rows[:HEADING_WITHIN]):
        words = {place: str(cell) for place, cell in enumerate(row) if cell not in (None, "")}
        named = sum(
            bool(cells.field_of(word, rules) or cells.gene_in(word, rules))
            for word in words.values()
        )
        if named >= 2 and named > sum(
            bool(cells.field_of(word, rules) or cells.gene_in(word, rules))
            for word in found.values()
        ):
            best, found = number, words
    return best, found


def _share(column: Sequence[Any], looks: Callable[[Any], bool]) -> float:
    filled = [cell for cell in column if not cells.is_blank(cell)]
    return sum(map(looks, filled)) / len(filled) if filled else 0.0


def _scores(column: Sequence[Any], head: str, rules: ResultRules) -> dict[str, float]:
    """Return how much a column looks like each field; its heading is evidence beside the cells."""
    named = cells.field_of(head, rules)
    scores = {
        "id_number": _share(column, cells.is_id_number),
        "phone": _share(column, cells.is_phone),
        "finding": _share(column, lambda cell: bool(cells.meant(cell, rules.words.finding))),
        "kind": _share(column, lambda cell: bool(cells.meant(cell, rules.words.kind))),
        "pool": _share(column, lambda cell: cells.pool_of(cell, rules) is not None),
        "name": _share(column, cells.is_name) * 0.9,
        "door": _share(column, cells.is_door) * 0.9,
        "tube": _share(column, cells.is_tube) * (0.9 if cells.repeats(column) else 0.7),
    }
    filled = any(not cells.is_blank(cell) for cell in column)
    if named and filled and (named in TEXTS or scores.get(named, 0) >= LEAST_SHARE / 2):
        other = max((scores[name] for name in ("id_number", "phone", "finding")), default=0)
        if named in ("id_number", "phone", "finding") or other < 1:
            scores[named] = scores.get(named, 0) + 1
    # Plain numbers are a pool, and bare codes a tube, only where a heading says so or they repeat.
    if named != "pool" and all(isinstance(cell, int | float) for cell in column if cell):
        scores["pool"] = 0
    return scores


def _with_times(
    found: dict[str, int], body: Sequence[Sequence[Any]], heads: Mapping[int, str], rules: Any
) -> dict[str, int]:
    """Add the columns of times: as the headings say, else the earlier one is when it was sampled.

    The times of a person's birth are no times of a sample.
    """
    times = [
        place
        for place, column in enumerate(body)
        if place not in found.values()
        and _share(column, lambda cell: cells.moment_of(cell) is not None) >= LEAST_SHARE
        and "出生" not in heads.get(place, "")
    ]
    for place in times:
        if (name := cells.field_of(heads.get(place, ""), rules)) in ("sampled_at", "received_at"):
            found.setdefault(name, place)
    left = [place for place in times if place not in found.values()]
    left.sort(key=lambda place: min(filter(None, map(cells.moment_of, body[place]))))
    for name in ("sampled_at", "received_at"):
        if name not in found and left:
            found[name] = left.pop(0)
    return found


def _day_above(sheet: Sheet, first: int, tz: tzinfo) -> datetime | None:
    """Return a date written above the table, as in its title."""
    for row in sheet.rows[: max(first - 1, 0)]:
        for cell in row:
            if moment := cells.moment_of(cell):
                return moment.replace(tzinfo=tz)
    return None


def _rows_of(sheet: Sheet, columns: _Columns) -> Iterable[_Row]:
    """Yield the rows with somebody in them; what is merged over several rows holds for each."""
    spread: dict[tuple[int, int], Any] = {}
    for (top, left), (bottom, _right) in sheet.merged:
        if top < len(sheet.rows) and left < len(sheet.rows[top]):
            for number in range(top + 1, bottom + 1):
                spread[number, left] = sheet.rows[top][left]
    before: Mapping[str, Any] = {}
    for at, row in enumerate(sheet.rows[columns.first :], columns.first):

        def cell(place: int, row: Sequence[Any] = row, at: int = at) -> Any:
            written = row[place] if place < len(row) else None
            return spread.get((at, place)) if cells.is_blank(written) else written

        texts = {name: cell(place) for name, place in columns.fields.items()}
        if all(cells.is_blank(texts.get(name)) for name in ("name", "id_number", "phone", "tube")):
            continue
        blank = [name for name in ("tube", "finding") if cells.is_blank(texts.get(name))]
        if len(blank) == 2 and "tube" in columns.fields and before:
            # The next people of a tube whose number and result stand in its first row alone.
            same = ("tube", "finding", "pool", "sampled_at", "received_at", "kind")
            texts |= {name: before[name] for name in same if cells.is_blank(texts.get(name))}
        ct = {gene: str(cell(place)) for place, gene in columns.genes.items() if cell(place)}
        line = " ".join(cells.shown(value) for value in texts.values() if not cells.is_blank(value))
        before = {**dict.fromkeys(("tube", "finding", "pool", "sampled_at", "received_at", "kind")),
                  **texts}  # fmt: skip
        yield _Row(sheet.number(at), texts, ct, line[:120])


def _group_rows(
    rows: Sequence[_Row], rules: ResultRules, tz: tzinfo, day: datetime | None, read: SheetRead
) -> None:
    groups: dict[tuple[str, str], list[_Row]] = defaultdict(list)
    for row in rows:
        tube = cells.shown(row.texts.get("tube"))
        kind = cells.meant(row.texts.get("kind"), rules.words.kind) or "pcr"
        groups[kind, tube or f"#{row.number}"].append(row)
    for (kind, _tube), group in groups.items():
        tube_or_code = _read_tube(kind, group, rules, tz, day)
        if isinstance(tube_or_code, Tube):
            read.tubes.append(tube_or_code)
        else:
            code, params = tube_or_code
            read.unread += [Unread(row.number, row.line, code, params) for row in group]


def _read_tube(
    kind: str, group: Sequence[_Row], rules: ResultRules, tz: tzinfo, day: datetime | None
) -> Tube | tuple[str, dict[str, Any]]:
    said = {
        cells.shown(row.texts.get("finding")): cells.meant(
            row.texts.get("finding"), rules.words.finding
        )
        for row in group
    }
    unknown = [text for text, finding in said.items() if text and not finding]
    if unknown:
        return "result.word", {"value": unknown[0][:20]}
    findings = {finding or "waiting" for finding in said.values()}
    if len(findings) > 1:
        return "result.two_findings", {"tube": cells.shown(group[0].texts.get("tube"))}
    sampled = [moment for row in group if (moment := cells.moment_of(row.texts.get("sampled_at")))]
    first = min(sampled).replace(tzinfo=tz) if sampled else day
    if first is None:
        return "result.no_time", {}
    people = tuple(named for row in group for named in _people_in(row))
    written = [cells.pool_of(row.texts.get("pool"), rules) for row in group]
    pool = max((size for size in written if size), default=1)
    if len(people) > pool:
        pool = next((size for size in sorted(rules.limits.pools) if size >= len(people)), 0)
    if not pool:
        return "result.too_many", {"many": len(people), "pool": max(rules.limits.pools)}
    received = [
        moment for row in group if (moment := cells.moment_of(row.texts.get("received_at")))
    ]
    return Tube(
        kind=kind,
        sampled_at=first,
        finding=findings.pop(),
        tube=cells.shown(group[0].texts.get("tube"))[:40],
        pool=pool,
        place=cells.shown(group[0].texts.get("place"))[:80],
        laboratory=cells.shown(group[0].texts.get("laboratory"))[:80],
        received_at=max(received).replace(tzinfo=tz) if received else None,
        ct={gene: value for row in group for gene, value in row.ct.items()
            if cells.ct_of(value, rules)},
        people=people,
    )  # fmt: skip


def _people_in(row: _Row) -> Iterable[Named]:
    """Yield who is meant by a row: one person, or all whom one cell names."""
    names = cells.names_in(row.texts.get("name"))
    if len(names) > 1:
        door = cells.shown(row.texts.get("door"))
        yield from (Named(name, door=door, row=row.number) for name in names)
        return
    yield Named(
        names[0] if names else "",
        plain_word(cells.shown(row.texts.get("id_number"))).upper(),
        cells.digits_of(row.texts.get("phone")),
        cells.shown(row.texts.get("door")),
        row.number,
    )
