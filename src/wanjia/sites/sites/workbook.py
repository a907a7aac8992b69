"""A site's board as a workbook: items, progress by the hour, beds by the hour."""

import io
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from wanjia.core.localized import localized_name, localized_pair


def workbook(board: dict[str, Any]) -> bytes:
    """The workbook's bytes; `board` is what the board's page shows. Text is never a formula."""
    import xlsxwriter  # 12 MB, for who asks for a workbook

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    bold = book.add_format({"bold": True})
    summary = [
        (_("名称"), localized_name(board["site"])),
        (_("地址"), board["site"].address),
        (_("截至"), board["now"].strftime("%Y-%m-%d %H:%M")),
        (_("完成"), f"{board['board'].percent}%"),
        (_("预计"), board["opening"]),
        (_("床位"), board["board"].beds.beds),
        (_("已住"), board["board"].beds.taken),
        (_("空床"), board["board"].beds.free),
    ]
    _sheet(book, bold, _("概况"), (_("项目"), _("数值")), summary)
    _sheet(book, bold, _("各项进度"), _item_heads(), [_item(one) for one in board["items"]])
    hours = [
        (_hour(one.at), one.planned, "" if one.done is None else one.done, one.people)
        for one in board["board"].hours
    ]
    heads = (_("整点"), _("计划 %"), _("完成 %"), _("在场人数"))
    _sheet(book, bold, _("逐时进度"), heads, hours)
    beds = [(_hour(one.at), one.taken, one.came, one.went) for one in board["bed_hours"]]
    _sheet(book, bold, _("逐时床位"), (_("整点"), _("已住"), _("入住"), _("离开")), beds)
    book.close()
    return out.getvalue()


def _hour(at: Any) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M")


def _item_heads() -> tuple[str, ...]:
    return (_("项目"), _("完成"), _("目标"), _("计量单位"), "%", _("预计"), _("卡在哪里"))


def _item(row: dict[str, Any]) -> tuple[Any, ...]:
    line = row["line"]
    item = line.item
    unit = localized_pair(item.unit, item.unit_en)
    return (
        localized_name(item),
        line.done,
        item.target,
        unit,
        line.percent,
        row["finish"],
        line.block,
    )


def _sheet(
    book: Any, bold: Any, name: str, heads: tuple[str, ...], rows: list[tuple[Any, ...]]
) -> None:
    sheet = book.add_worksheet(name[:31])
    sheet.write_row(0, 0, heads, bold)
    for place, row in enumerate(rows, 1):
        sheet.write_row(place, 0, row)
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, max(len(heads) - 1, 1), 16)
    sheet.freeze_panes(1, 0)
