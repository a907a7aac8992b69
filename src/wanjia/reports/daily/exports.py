"""The daily report as JSON, as a workbook, and as text to paste to the town."""

import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from wanjia.core.localized import active_language, labelled, localized
from wanjia.reports.daily.report import FieldFigure, Report, Seal, ZoneFigures
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
                "sampled": figure.sampled,
                "waiting": figure.waiting,
                "negative": figure.negative,
                "positive": figure.positive,
                "invalid": figure.invalid,
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
        "fields": [
            {
                "key": figure.key,
                "section": figure.section,
                "name": figure.name.zh,
                "name_en": figure.name.en,
                "value": figure.value,
            }
            for figure in report.fields
        ],
        "sealed": _seal_json(report.seal) if report.seal else None,
    }


def _seal_json(seal: Seal) -> dict[str, Any]:
    """Return who sealed, reported, checked and received a report, and what was learned later."""
    return {
        "id": str(seal.id),
        "at": _show_iso(seal.sealed_at),
        "checksum": seal.checksum,
        "reported": {"at": _show_iso(seal.reported_at), "by": seal.reported_by_name},
        "checked": {"at": _show_iso(seal.checked_at), "by": seal.checked_by_name},
        "received": {"at": _show_iso(seal.received_at), "by": seal.received_by_name},
        "corrections": [
            {
                "key": change.key,
                "name": change.name.zh,
                "name_en": change.name.en,
                "sealed": change.before,
                "known": change.after,
                "learned_at": _show_iso(change.learned_at),
            }
            for change in seal.changes
        ],
    }


def _show_iso(value: datetime | None) -> str | None:
    return timezone.localtime(value).isoformat(timespec="seconds") if value else None


def _in_language(text: Text) -> str:
    return localized(text)


def as_text(report: Report) -> str:
    """Return the report as it is pasted into the town's chat: at most eight lines, no zeros."""
    lines = [
        _text_head(report),
        _text_classes(report),
        _text_rounds(report),
        _text_follow_ups(report),
        _join_counts(_short_fields(report.fields)),
        _text_needs(report),
        _join_counts((_in_language(one.name), one.value) for one in report.others),
    ]
    told = [line for line in lines if line]
    return "\n".join(told if len(told) > 1 else [*told, _("没有分区、轮次、病例和求助。")])


def _text_head(report: Report) -> str:
    head = _("%(community)s日报 %(day)s（截至 %(at)s）") % {
        "community": _community_name(report),
        "day": report.day.isoformat(),
        "at": timezone.localtime(report.as_of).strftime("%H:%M"),
    }
    changes = len({change.key for change in report.seal.changes}) if report.seal else 0
    return _("；").join([head, *([_("封存后更正 %(n)s 项") % {"n": changes}] if changes else [])])


def _text_classes(report: Report) -> str:
    return _("；").join(
        _("%(name)s %(zones)s 个 %(households)s 户 %(residents)s 人")
        % {
            "name": _in_language(klass.name),
            "zones": klass.zones,
            "households": klass.households,
            "residents": klass.residents,
        }
        for klass in report.classes
    )


def _text_rounds(report: Report) -> str:
    """Return the rounds of the day, those of the same name of all zones together."""
    names = dict.fromkeys(_in_language(figure.name) for figure in report.rounds)
    told = []
    for name in names:
        alike = [figure for figure in report.rounds if _in_language(figure.name) == name]
        sums = [
            (label, sum(getattr(figure, key) for figure in alike))
            for key, label in (
                ("asked", _("应报")),
                ("reported", _("已报")),
                ("missing", _("未报")),
                ("abnormal", _("异常")),
            )
        ]
        if counts := _join_counts(sums):
            told.append(labelled(name, counts))
    return _("；").join(told)


def _text_follow_ups(report: Report) -> str:
    return _join_counts(
        (
            (_("新增病例"), report.cases_new),
            (_("累计病例"), report.cases_total),
            (_("新增异常"), report.alarms_new),
            (_("已处置异常"), report.alarms_closed),
            (_("在办异常"), report.alarms_open),
        )
    )


def _text_needs(report: Report) -> str:
    told = []
    for need in report.needs:
        counts = _join_counts(
            ((_("新增"), need.new), (_("办结"), need.closed), (_("在办"), need.open))
        )
        if counts:
            told.append(f"{_in_language(need.name)} {counts}")
    return labelled(_("求助"), _("；").join(told)) if told else ""


def _short_fields(fields: Iterable[FieldFigure]) -> Iterator[tuple[str, float]]:
    for figure in fields:
        if figure.short:
            yield _in_language(figure.short), figure.value


def _join_counts(counts: Iterable[tuple[str, float]]) -> str:
    """Return what is not nought, in a row."""
    return _("，").join(f"{name} {value:g}" for name, value in counts if value)


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
    summary += [[_in_language(figure.name), figure.value] for figure in report.fields]
    if report.seal:
        summary += _seal_rows(report.seal)
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
        (
            _("封存后的更正"),
            [_("项目"), _("封存时"), _("现在"), _("得知时间")],
            [
                [
                    _in_language(change.name),
                    change.before,
                    change.after,
                    _show_moment(change.learned_at),
                ]
                for change in (report.seal.changes if report.seal else ())
            ],
        ),
    ]


def _seal_rows(seal: Seal) -> list[list[Any]]:
    return [
        [_("封存时间"), _show_moment(seal.sealed_at)],
        [_("校验码"), seal.checksum],
        [_("填报人"), seal.reported_by_name],
        [_("审核人"), seal.checked_by_name],
        [_("街镇签收"), seal.received_by_name],
    ]


def _ends_words(report: Report, zone: ZoneFigures, language: str) -> str:
    """Return until when a zone held, as everybody was told it."""
    tz = timezone.get_current_timezone()
    return end_words(zone.planned_end, tz, language, zone.clear_days, report.as_of)


def _show_moment(moment: datetime | None) -> str:
    return timezone.localtime(moment).strftime("%m-%d %H:%M") if moment else "—"
