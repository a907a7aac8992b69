"""Rosters made by tests: workbooks and text files as offices would save them."""

import io
from datetime import date

import xlsxwriter

from wanjia.people.roster.reader import read_roster

TODAY = date(2022, 4, 18)


def xlsx(*sheets, merged=(), hidden=()):
    """A workbook of sheets given as rows, or as (name, rows); `merged` are ranges of the first."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for number, one in enumerate(sheets):
            name, rows = one if isinstance(one, tuple) else (f"Sheet{number + 1}", one)
            page = book.add_worksheet(name)
            for at, row in enumerate(rows):
                for column, cell in enumerate(row):
                    _write(page, at, column, cell, day)
            if number == 0:
                for top, left, bottom, right in merged:
                    page.merge_range(top, left, bottom, right, rows[top][left])
            if name in hidden:
                page.hide()
            elif number:
                page.activate()
    return file.getvalue()


def _write(page, at, column, cell, day):
    if isinstance(cell, date):
        page.write_datetime(at, column, cell, day)
    elif isinstance(cell, str):
        if cell:
            page.write_string(at, column, cell)
    elif cell is not None:
        page.write(at, column, cell)


def csv(*lines, encoding="utf-8"):
    """A text file of these lines."""
    return "\r\n".join([*lines, ""]).encode(encoding)


def read(data):
    """The roster in these bytes."""
    return read_roster(data, TODAY)


def doors(roster):
    """Each person's name with where they live: (name, stairwell, room)."""
    return [(one.name, one.place.stairwell, one.place.room) for one in roster.people]


def codes(roster):
    """The warnings as (row, code)."""
    return [(one.row, one.code) for one in roster.warnings]


def good_id(birth="19850307", order="123"):
    """An ID number of the area 999999, which does not exist, with a right check digit."""
    from stdnum.cn import ric

    number = f"999999{birth}{order}"
    return number + ric.calc_check_digit(f"{number}0")
