"""The page of what to stop tomorrow: hours needed, hours there, what each lever frees."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from wanjia.core.access.viewer import OFFICERS, for_roles
from wanjia.core.charts import Chart, Column
from wanjia.core.http import ViewerRequest
from wanjia.duty.load.labels import KINDS, hour_words, lever_words
from wanjia.duty.load.queries import load_of_last_days
from wanjia.duty.load.workload import HOURS, Load, levers_of, load_rules


@for_roles(*OFFICERS)
def load(request: ViewerRequest) -> HttpResponse:
    """Show an average day of the last days against who is there tomorrow."""
    rules = load_rules()
    found = load_of_last_days(request.viewer)
    missing = sum(found.missing)
    context = {
        "days": rules.days,
        "needed": round(sum(found.needed), 1),
        "there": round(sum(found.there), 1),
        "missing": round(missing, 1),
        "chart": _chart_hours(found),
        "hours": _list_hours(found),
        "kinds": [
            {"name": str(KINDS[kind]), "hours": round(found.total(kind), 1)}
            for kind in sorted(found.kinds, key=found.total, reverse=True)
        ],
        "levers": [
            {"words": lever_words(lever), "hours": round(lever.hours, 1)}
            for lever in levers_of(found, rules)
        ],
    }
    return render(request, "duty/load.html", context)


def _chart_hours(load: Load) -> Chart:
    """Return work and people by the hour of the day."""
    return Chart(
        title=_("一天里每个钟点的活和人手"),
        unit=_("小时"),
        axis=_("几点开始的一小时"),
        span=_("0点 至 24点"),
        columns=tuple(
            Column(f"{hour}", hour_words(hour), (round(needed, 1), round(there, 1)))
            for hour, (needed, there) in enumerate(zip(load.needed, load.there, strict=True))
        ),
        series=(_("要做的"), _("有人做的")),
    )


def _list_hours(load: Load) -> list[dict[str, Any]]:
    """Return the hours in which people are wanting."""
    return [
        {
            "hour": hour_words(hour),
            "needed": round(load.needed[hour], 1),
            "there": round(load.there[hour], 1),
            "missing": round(load.missing[hour], 1),
        }
        for hour in range(HOURS)
        if load.missing[hour] >= 0.05
    ]
