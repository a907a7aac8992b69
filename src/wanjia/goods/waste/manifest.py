"""The day's manifest of infected waste as a workbook: doors, barrels, who took them."""

from io import BytesIO
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from wanjia.goods.waste.queries import Manifest


def manifest_workbook(manifest: Manifest) -> bytes:
    """The manifest's two sheets; times are the community's, weights kilograms. No names but those
    who signed."""
    import xlsxwriter  # 12 MB, for who asks for a workbook

    out = BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    bold = book.add_format({"bold": True, "bg_color": "#E2EEF1", "border": 1})
    _write_doors(book.add_worksheet(_("逐户")), bold, manifest)
    _write_barrels(book.add_worksheet(_("桶")), bold, manifest)
    book.close()
    return out.getvalue()


def _write_doors(sheet: Any, bold: Any, manifest: Manifest) -> None:
    titles = (_("小区"), _("门号"), _("时间"), _("袋"), _("浓度 毫克/升"), _("桶号"), _("谁收的"))
    _write_head(sheet, bold, titles)
    row = 1
    for line in manifest.lines:
        home = line.place.dwelling
        door = (home.stairwell.estate.name, home.door) if home else ("", line.place.address)
        if not line.pickups:
            sheet.write_row(row, 0, (*door, _("没有收")))
            row += 1
        for pickup in line.pickups:
            at = timezone.localtime(pickup.occurred_at).strftime("%H:%M")
            into = pickup.barrel.number if pickup.barrel else ""
            sheet.write_row(
                row, 0, (*door, at, pickup.bags, pickup.ppm or "", into, pickup.created_by_name)
            )
            row += 1


def _write_barrels(sheet: Any, bold: Any, manifest: Manifest) -> None:
    titles = (_("桶号"), _("类别"), _("公斤"), _("交接时间"), _("车牌"), _("接收人"), _("送去哪里"))
    _write_head(sheet, bold, titles)
    for number, barrel in enumerate(manifest.barrels, 1):
        kg = "" if barrel.grams is None else barrel.grams / 1000
        cells: list[Any] = [barrel.number, barrel.get_kind_display(), kg]
        if handover := barrel.handover:
            at = timezone.localtime(handover.occurred_at).strftime("%H:%M")
            cells += [at, handover.plate, handover.receiver, handover.destination]
        sheet.write_row(number, 0, cells)


def _write_head(sheet: Any, bold: Any, titles: tuple[str, ...]) -> None:
    for place, title in enumerate(titles):
        sheet.write(0, place, title, bold)
        sheet.set_column(place, place, 16)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
