"""The page of what to stop tomorrow: hours needed, hours there, what each lever frees."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from wanjia.core.access.viewer import OFFICERS, for_roles
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
        "bars": [
            {"label": f"{hour}", "count": round(hours, 1)}
            for hour, hours in enumerate(found.needed)
        ],
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
