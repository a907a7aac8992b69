"""From a file's bytes to a roster: every row is taken in, refused with its reason, or ignored."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from wanjia.people.roster.reader.bounds import (
    MOST_COLUMNS,
    MOST_ROWS,
    too_many_columns,
    too_many_rows,
)
from wanjia.people.roster.reader.choosing import (
    Choice,
    column_named,
    readings_of,
    unread_columns,
)
from wanjia.people.roster.reader.judging import judge, settle_places
from wanjia.people.roster.reader.questions import questions_about
from wanjia.people.roster.reader.rows import is_blank
from wanjia.people.roster.reader.sheets import Sheet, open_sheets
from wanjia.people.roster.reader.tables import Row
from wanjia.people.roster.reader.titles import is_void
from wanjia.people.roster.reader.values import Roster, Unreadable, Warned


def read_roster(data: bytes, today: date, filename: str = "", reading: str = "") -> Roster:
    """Read a roster's bytes, of whatever layout; what it is, is told by what is in it.

    `today` is the day after which nobody can have been born. `reading` holds the keys of the ways
    that a person has chosen among those of the questions, `0:table,1:none`. Raises Unreadable
    with the reason where the file is no roster.
    """
    sheets = open_sheets(data)
    warnings = [_hidden(sheet) for sheet in sheets if sheet.hidden and not _is_empty(sheet)]
    shown = [_trimmed(sheet) for sheet in sheets if not sheet.hidden and not _is_empty(sheet)]
    valid = [sheet for sheet in shown if not is_void(sheet.name)]
    if valid and len(valid) < len(shown):
        warnings += [_void(sheet) for sheet in shown if is_void(sheet.name)]
        shown = valid
    choices = readings_of(shown, today, filename)
    if not any(choice.best.rows or choice.has_heading for choice in choices):
        raise _no_heading(sheets)
    wanted = dict(part.split(":", 1) for part in reading.split(",") if ":" in part)
    chosen = [
        choice.index_of(wanted.get(str(at), choice.best.key)) for at, choice in enumerate(choices)
    ]
    roster = _judged(choices, chosen, warnings)
    if len(choices) == 1 and chosen == [0]:
        choices[0].best.roster = roster
    settled = {at for at in range(len(choices)) if str(at) in wanted}
    return replace(roster, questions=questions_about(choices, chosen, roster, settled))


def _hidden(sheet: Sheet) -> Warned:
    return Warned(
        None,
        sheet.name,
        "hidden_sheet",
        f"工作表“{sheet.name}”是隐藏的，没有读",
        f"the sheet “{sheet.name}” is hidden and was not read",
    )


def _void(sheet: Sheet) -> Warned:
    return Warned(
        None,
        sheet.name,
        "void_sheet",
        f"工作表“{sheet.name}”写着作废或只是样子，没有读",
        f"the sheet “{sheet.name}” says it is void or a sample and was not read",
    )


def _unread(sheet: Sheet, name: str) -> Warned:
    return Warned(
        None,
        sheet.name,
        "column_unread",
        f"“{name}”这一列没有读进去",
        f"nothing was read from the column “{name}”",
    )


def _is_empty(sheet: Sheet) -> bool:
    return all(is_blank(row) for row in sheet.rows)


def _trimmed(sheet: Sheet) -> Sheet:
    while sheet.rows and is_blank(sheet.rows[-1]):
        sheet.rows.pop()
    if max((len(row) for row in sheet.rows), default=0) > MOST_COLUMNS:
        raise too_many_columns()
    if len(sheet.rows) > MOST_ROWS:
        raise too_many_rows()
    return sheet


def _no_heading(sheets: Sequence[Sheet]) -> Unreadable:
    if sheets and all(sheet.hidden for sheet in sheets):
        return Unreadable(
            "工作表都是隐藏的，请取消隐藏再导入", "all its sheets are hidden; show them first"
        )
    return Unreadable(
        "没有找到表头，也没有认出人；表头里要有“姓名”，还要有“室号”“楼号”或“住址”",
        "it has no heading row with a name (姓名) and where people live (室号, 楼号, 住址),"
        " and nobody could be made out",
    )


def _judged(choices: Sequence[Choice], chosen: Sequence[int], warnings: list[Warned]) -> Roster:
    rows: list[Row] = []
    ignored: list[int] = []
    about: list[str] = []
    names: list[str] = []
    for choice, at in zip(choices, chosen, strict=True):
        reading = choice.readings[at]
        if not reading.tables and not reading.rows:
            continue
        names.append(choice.sheet.name)
        about += [choice.sheet.name, *reading.over]
        rows += reading.rows
        unused = {column_named(one, "第{}列"): one for one in unread_columns(reading)}
        warnings += [_unread(choice.sheet, name) for name in unused]
        heard = reading.heard
        ignored += [n for n in range(1, len(choice.sheet.rows) + 1) if n not in heard]
    settle_places(rows)
    roster = judge(rows, ignored, warnings, names)
    return replace(roster, about=" ".join(about))
