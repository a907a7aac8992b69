"""The daily report as JSON, as a workbook, and as text to paste to the town."""

import io
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from wanjia.core.localized import active_language, localized
from wanjia.reports.daily.figures import Report, ZoneFigures
from wanjia.zoning.protocols.protocol import Text
from wanjia.zoning.protocols.public_text import end_words


def as_json(report: Report) -> dict[str, Any]:
    """Plain JSON values; moments with their offset, names in both languages."""
    return {
        "community": report.community,
        "town": report.town,
        "date": report.day.isoformat(),
        "as_of": _show_iso(report.as_of),
        "households": report.households,
        "residents": report.residents,
        "classes": [
            {
                "protocol": figure.protocol,
                "class": figure.klass,
                "look": figure.look,
                "name": figure.name.zh,
                "name_en": figure.name.en,
                "zones": figure.zones,
                "households": figure.households,
                "residents": figure.residents,
            }
            for figure in report.classes
        ],
        "zones": [
            {
                "id": str(figure.id),
                "name": figure.name.zh,
                "name_en": figure.name.en,
                "estate": figure.estate,
                "class": figure.klass,
                "look": figure.look,
                "class_name": figure.class_name.zh,
                "day": figure.day,
                "households": figure.households,
                "residents": figure.residents,
                "planned_end": _show_iso(figure.planned_end),
                "ends": _ends_words(report, figure, "zh"),
                "ends_en": _ends_words(report, figure, "en"),
            }
            for figure in report.zones
        ],
        "rounds": [
            {
                "id": str(figure.id),
                "zone": str(figure.zone),
                "zone_name": figure.zone_name.zh,
                "name": figure.name.zh,
                "name_en": figure.name.en,
                "opens_at": _show_iso(figure.opens_at),
                "closes_at": _show_iso(figure.closes_at),
                "asked": figure.asked,
                "reported": figure.reported,
                "missing": figure.missing,
                "abnormal": figure.abnormal,
                "away": figure.away,
                "exempt": figure.exempt,
            }
            for figure in report.rounds
        ],
        "cases": {"new": report.cases_new, "total": report.cases_total},
        "follow_ups": {
            "new": report.alarms_new,
            "open": report.alarms_open,
            "closed": report.alarms_closed,
        },
        "needs": [
            {
                "category": figure.category,
                "name": figure.name.zh,
                "name_en": figure.name.en,
                "new": figure.new,
                "closed": figure.closed,
                "open": figure.open,
            }
            for figure in report.needs
        ],
        "others": [
            {
                "key": figure.key,
                "name": figure.name.zh,
                "name_en": figure.name.en,
                "value": figure.value,
            }
            for figure in report.others
        ],
    }


def _show_iso(value: datetime | None) -> str | None:
    return timezone.localtime(value).isoformat(timespec="seconds") if value else None


def _in_language(text: Text) -> str:
    return localized(text)


def as_text(report: Report) -> str:
    """Return the report in a few lines, as it is pasted to the town."""
    lines = [
        _("%(community)s日报 %(day)s（截至 %(at)s）")
        % {
            "community": _community_name(report),
            "day": report.day.isoformat(),
            "at": timezone.localtime(report.as_of).strftime("%H:%M"),
        }
    ]
    for klass in report.classes:
        lines.append(
            _("%(name)s：%(zones)s 个，%(households)s 户 %(residents)s 人")
            % {
                "name": _in_language(klass.name),
                "zones": klass.zones,
                "households": klass.households,
                "residents": klass.residents,
            }
        )
    for figure in report.rounds:
        lines.append(
            _(
                "%(zone)s%(round)s：应报 %(asked)s，已报 %(reported)s，未报 %(missing)s，"
                "异常 %(abnormal)s"
            )
            % {
                "zone": _in_language(figure.zone_name),
                "round": _in_language(figure.name),
                "asked": figure.asked,
                "reported": figure.reported,
                "missing": figure.missing,
                "abnormal": figure.abnormal,
            }
        )
    lines.append(
        _("新增病例 %(new)s，累计 %(total)s；异常新增 %(opened)s，已处置 %(closed)s，在办 %(open)s")
        % {
            "new": report.cases_new,
            "total": report.cases_total,
            "opened": report.alarms_new,
            "closed": report.alarms_closed,
            "open": report.alarms_open,
        }
    )
    for need in report.needs:
        lines.append(
            _("求助·%(name)s：新增 %(new)s，办结 %(closed)s，在办 %(open)s")
            % {
                "name": _in_language(need.name),
                "new": need.new,
                "closed": need.closed,
                "open": need.open,
            }
        )
    lines += [f"{_in_language(figure.name)} {figure.value:g}" for figure in report.others]
    return "\n".join(lines)


def _community_name(report: Report) -> str:
    english = active_language() == "en"
    return report.community_en if english else report.community


def as_xlsx(report: Report) -> bytes:
    """Return a workbook with a sheet for the summary, the zones, the rounds and the requests."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    for name, headings, rows in _list_sheets(report):
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, headings, head)
        for at, row in enumerate(rows, 1):
            sheet.write_row(at, 0, row)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 0, 30)
        sheet.set_column(1, len(headings), 14)
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
    book.close()
    return out.getvalue()


def _list_sheets(report: Report) -> list[tuple[str, list[str], list[list[Any]]]]:
    summary: list[list[Any]] = [
        [_("居民区"), _community_name(report).strip()],
        [_("日期"), report.day.isoformat()],
        [_("截至"), timezone.localtime(report.as_of).strftime("%Y-%m-%d %H:%M")],
        [_("总户数"), report.households],
        [_("总人数"), report.residents],
        [_("新增病例"), report.cases_new],
        [_("累计病例"), report.cases_total],
        [_("新增异常"), report.alarms_new],
        [_("在办异常"), report.alarms_open],
        [_("已处置异常"), report.alarms_closed],
    ]
    for klass in report.classes:
        summary.append([_("%(name)s户数") % {"name": _in_language(klass.name)}, klass.households])
        summary.append([_("%(name)s人数") % {"name": _in_language(klass.name)}, klass.residents])
    return [
        (_("汇总"), [_("项目"), _("数字")], summary),
        (
            _("分区"),
            [_("区"), _("小区"), _("类别"), _("第几天"), _("户"), _("人"), _("计划结束")],
            [
                [
                    _in_language(figure.name),
                    figure.estate,
                    _in_language(figure.class_name),
                    figure.day,
                    figure.households,
                    figure.residents,
                    _ends_words(report, figure, active_language()),
                ]
                for figure in report.zones
            ],
        ),
        (
            _("轮次"),
            [
                _("轮次"),
                _("区"),
                _("开始"),
                _("截止"),
                _("应报"),
                _("已报"),
                _("未报"),
                _("异常"),
                _("外出"),
                _("免报"),
            ],
            [
                [
                    _in_language(figure.name),
                    _in_language(figure.zone_name),
                    _show_moment(figure.opens_at),
                    _show_moment(figure.closes_at),
                    figure.asked,
                    figure.reported,
                    figure.missing,
                    figure.abnormal,
                    figure.away,
                    figure.exempt,
                ]
                for figure in report.rounds
            ],
        ),
        (
            _("求助"),
            [_("类别"), _("新增"), _("办结"), _("在办")],
            [
                [_in_language(figure.name), figure.new, figure.closed, figure.open]
                for figure in report.needs
            ],
        ),
        (
            _("其他"),
            [_("项目"), _("数")],
            [[_in_language(figure.name), figure.value] for figure in report.others],
        ),
    ]


def _ends_words(report: Report, zone: ZoneFigures, language: str) -> str:
    """Return until when a zone held, as everybody was told it."""
    tz = timezone.get_current_timezone()
    return end_words(zone.planned_end, tz, language, zone.clear_days, report.as_of)


def _show_moment(moment: datetime | None) -> str:
    return timezone.localtime(moment).strftime("%m-%d %H:%M") if moment else "—"
