"""The roster as a workbook to take out, to keep, and to bring in again unchanged."""

import io
from collections.abc import Iterable
from typing import Any

from wanjia.core.access.viewer import Viewer, visible_to
from wanjia.people.models import Resident
from wanjia.people.roster.reader import ONE_PERSON_A_CELL

OFFICERS = ("head", "desk")
NAME = f"姓名（{ONE_PERSON_A_CELL}）"
HEADINGS = (
    "小区",
    "弄号",
    "门号",
    "室号",
    NAME,
    "性别",
    "证件号码",
    "出生日期",
    "电话",
    "备用电话",
    "与户主关系",
    "户籍",
    "备注",
)
FIELDS = (
    "dwelling__stairwell__estate__name",
    "dwelling__stairwell__lane",
    "dwelling__stairwell__label",
    "dwelling__room",
    "name",
    "sex",
    "id_number",
    "birth",
    "phone",
    "phone2",
    "relation",
    "register",
    "note",
)
WIDTHS = (16, 8, 8, 8, 16, 6, 22, 12, 18, 18, 12, 12, 40)


def roster_workbook(viewer: Viewer) -> bytes:
    """Everybody who lives here as .xlsx; importing it again changes nothing.

    An empty lane is written 无: an empty cell would mean the lane above.
    """
    viewer.need(*OFFICERS)
    rows = visible_to(
        viewer, Resident.objects.filter(left_at=None), stairwell="dwelling__stairwell"
    )
    order = (
        "dwelling__stairwell__estate__name", "dwelling__stairwell__sort",
        "dwelling__sort", "dwelling__door", "dwelling_id", "sort", "id",
    )  # fmt: skip
    return workbook_of(rows.order_by(*order).values_list(*FIELDS))


def workbook_of(rows: Iterable[tuple[Any, ...]]) -> bytes:
    """Rows of values in the order of `HEADINGS` as a workbook of texts and real dates."""
    import xlsxwriter  # 12 MB, for who asks for a workbook

    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False}) as book:
        bold = book.add_format({"bold": True})
        text = book.add_format({"num_format": "@"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        page = book.add_worksheet("名册")
        page.write_row(0, 0, HEADINGS, bold)
        page.freeze_panes(1, 0)
        for column, width in enumerate(WIDTHS):
            page.set_column(column, column, width, text)
        for at, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                if HEADINGS[column] == "出生日期":
                    if value is not None:
                        page.write_datetime(at, column, value, day)
                elif value or HEADINGS[column] == "弄号":
                    page.write_string(at, column, str(value or "无"), text)
    return file.getvalue()
