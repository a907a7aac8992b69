"""The page of a year, for the committee, the street and, printed, for everybody."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from wanjia.core import clock
from wanjia.core.access.viewer import OFFICERS, for_roles
from wanjia.core.http import ViewerRequest
from wanjia.core.localized import localized
from wanjia.everyday.visits.visit_rules import load_visit_rules
from wanjia.everyday.year.forms import YearForm
from wanjia.everyday.year.queries import count_year, years_of


@for_roles(*OFFICERS, "town")
def year(request: ViewerRequest) -> HttpResponse:
    """Show what a year came to: figures alone."""
    asked = YearForm(request.GET)
    chosen = asked.cleaned_data["year"] if asked.is_valid() else None
    chosen = chosen or timezone.localdate(clock.now()).year
    figures = count_year(request.viewer, chosen)
    rules = load_visit_rules().rules
    context = {
        "figures": figures,
        "years": years_of(request.viewer),
        "reasons": [
            (localized(rules[key].name) if key in rules else key, count)
            for key, count in figures.visits.by_reason
        ],
        "months": list(enumerate(figures.visits.by_month, 1)),
    }
    return render(request, "everyday/year.html", context)
