"""The figures of an area's communities as a file: CSV or workbook; the journal says who took it."""

import csv
import io
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wanjia.city.labels import columns
from wanjia.city.queries import Line
from wanjia.core import journal
from wanjia.core.access.viewer import Viewer
from wanjia.core.localized import localized_name
from wanjia.core.models import Area

Rows = list[tuple[list[Area], Line]]
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for one


@transaction.atomic
def note_taken(viewer: Viewer, rows: Rows, kind: str, name: str) -> None:
    """Write into each community's own journal that the office took its figures away in a file."""
    for _areas, line in rows:
        own = Viewer(line.place.id, viewer.role, viewer.user_id, viewer.name)
        journal.write(own, "file.taken", after={"kind": kind, "name": name})


def table(rows: Rows) -> tuple[list[str], list[list[Any]]]:
    """Headings and one row a community: where it lies, when it was counted, its figures."""
    shown = columns()
    heads = [_("辖区"), _("居民区"), _("统计时间"), *(label for _key, label in shown)]
    return heads, [
        [
            " / ".join(localized_name(one) for one in areas),
            localized_name(line.place),
            f"{timezone.localtime(line.oldest):%Y-%m-%d %H:%M}" if line.oldest else "",
            *(getattr(line.figures, key) for key, _label in shown),
        ]
        for areas, line in rows
    ]


def as_csv(rows: Rows) -> bytes:
    """CSV that a spreadsheet reads as UTF-8; text that looks like a formula is made harmless."""
    heads, lines = table(rows)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(heads)
    writer.writerows([_harmless(cell) for cell in line] for line in lines)
    return ("\ufeff" + out.getvalue()).encode()


def _harmless(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def as_xlsx(rows: Rows) -> bytes:
    """The same as a workbook; text is never a formula."""
    import xlsxwriter

    heads, lines = table(rows)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet(_("汇总"))
    sheet.write_row(0, 0, heads, book.add_format({"bold": True, "text_wrap": True}))
    for at, line in enumerate(lines, 1):
        sheet.write_row(at, 0, line)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 2, 18)
    sheet.freeze_panes(1, 2)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    book.close()
    return out.getvalue()


def map_points(lines: list[tuple[Line, str]]) -> list[dict[str, Any]]:
    """What the map draws of each place that has a middle: name, address, what it says, how bad."""
    return [
        {
            "name": localized_name(line.place),
            "url": url,
            "at": list(line.at),
            "overdue": line.figures.overdue,
            "missing": line.figures.missing,
            "sealed": line.figures.people_sealed,
            "silent": line.silent,
        }
        for line, url in lines
        if line.at
    ]
