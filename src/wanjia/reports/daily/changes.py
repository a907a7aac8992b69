"""What was learned of a sealed day later: its figures beside those that are known since."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from wanjia.core.localized import labelled, localized
from wanjia.reports.daily.report import Report


@dataclass(frozen=True)
class Figure:
    """One figure of a report, how it is called, and whether what comes later corrects it."""

    key: str
    name: str
    value: float
    settles: bool = True


@dataclass(frozen=True)
class Difference:
    """A figure that is another now than it was."""

    key: str
    before: float
    after: float


def list_figures(report: Report) -> Iterator[Figure]:
    """Give the figures of a report one by one.

    How many live where is how it was at the cut-off: who is added, moves or leaves later corrects
    nothing, but for what is told of an earlier day. Who of them was away is as it was known then.
    """
    yield Figure("households", _("户数"), report.households)
    yield Figure("residents", _("总人数"), report.residents)
    for zone in report.zones:
        name = localized(zone.name)
        yield Figure(f"zone:{zone.id}:residents", labelled(name, _("居民")), zone.residents)
    yield Figure("cases:new", _("新增病例"), report.cases_new)
    yield Figure("cases:total", _("累计病例"), report.cases_total)
    yield Figure("alarms:new", _("新增异常"), report.alarms_new)
    yield Figure("alarms:open", _("在办异常"), report.alarms_open)
    yield Figure("alarms:closed", _("已处置异常"), report.alarms_closed)
    for one in report.rounds:
        name = f"{localized(one.zone_name)} {localized(one.name)}"
        yield Figure(f"round:{one.id}:reported", labelled(name, _("已报")), one.reported)
        yield Figure(f"round:{one.id}:abnormal", labelled(name, _("异常")), one.abnormal)
    for need in report.needs:
        name = localized(need.name)
        for key, label in (("new", _("新增")), ("closed", _("办结")), ("open", _("在办"))):
            yield Figure(f"need:{need.category}:{key}", f"{name} {label}", getattr(need, key))
    for other in report.others:
        yield Figure(f"other:{other.key}", localized(other.name), other.value)
    for field in report.fields:
        yield Figure(f"field:{field.key}", localized(field.name), field.value, field.settles)


def differences(before: Report, after: Report) -> list[Difference]:
    """Return which figures are others now; one that only one report has is 0 in the other."""
    old = {figure.key: figure for figure in list_figures(before)}
    new = {figure.key: figure for figure in list_figures(after)}
    return [
        Difference(key, value_before, value_after)
        for key in dict.fromkeys([*old, *new])
        if (old.get(key) or new[key]).settles
        for value_before in [old[key].value if key in old else 0]
        for value_after in [new[key].value if key in new else 0]
        if value_before != value_after
    ]


def figure_names(*reports: Report) -> dict[str, str]:
    """Return what the figures of some reports are called, by their keys."""
    return {figure.key: figure.name for report in reports for figure in list_figures(report)}
