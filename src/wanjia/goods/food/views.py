"""The page of food: who of those shut in is without it tomorrow."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from wanjia.core.access.viewer import STAFF, for_roles
from wanjia.core.http import ViewerRequest
from wanjia.goods.food.labels import days_words
from wanjia.goods.food.queries import food_homes

PAGE = 40


@for_roles(*STAFF)
def food(request: ViewerRequest) -> HttpResponse:
    """Show the shut-in households in sight by the days their food lasts, the least first."""
    homes = food_homes(request.viewer)
    lists = {
        "out": (_("明天断粮"), [one for one in homes if one.runs_out]),
        "may": (_("可能断粮"), [one for one in homes if one.may_run_out]),
        "later": (_("还够吃"), [one for one in homes if one.days.low > 1]),
    }
    view = request.GET.get("list", "")
    view = view if view in lists else "out"
    page = Paginator(lists[view][1], PAGE).get_page(request.GET.get("page"))
    tabs = [
        {"label": label, "url": f"?list={key}", "current": key == view, "count": len(rows)}
        for key, (label, rows) in lists.items()
    ]
    rows = [
        {"home": home, "days": days_words(home.days), "names": _("、").join(home.names)}
        for home in page.object_list
    ]
    context = {"page": page, "rows": rows, "tabs": tabs, "view": view}
    return render(request, "goods/food.html", context)
