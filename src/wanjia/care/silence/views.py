"""The list of silence: of whom nobody has heard for longer than they can bear."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from wanjia.care.silence.labels import last_words, limit_words, silence_words
from wanjia.care.silence.queries import SilentHome, silences
from wanjia.care.silence.silence import OVER, SOON, load_rules
from wanjia.core.access.viewer import STAFF, Viewer, for_roles
from wanjia.core.http import ViewerRequest
from wanjia.people.access import visible_residents
from wanjia.people.models import Resident, Where
from wanjia.people.risk_kinds import risk_name
from wanjia.places.estates.addresses import Door

PAGE = 40


@for_roles(*STAFF)
def silence_list(request: ViewerRequest) -> HttpResponse:
    """Show the households in sight by how silent they are, the worst first."""
    homes = silences(request.viewer)
    lists = {
        OVER: [one for one in homes if one.silence.state == OVER],
        SOON: [one for one in homes if one.silence.state == SOON],
    }
    view = request.GET.get("list", "")
    view = view if view in lists else OVER
    page = Paginator(lists[view], PAGE).get_page(request.GET.get("page"))
    named = {OVER: _("超过时限"), SOON: _("快到时限")}
    context = {
        "page": page,
        "rows": _cards(request.viewer, list(page.object_list)),
        "view": view,
        "tabs": [
            {
                "label": label,
                "url": f"?list={key}",
                "current": key == view,
                "count": len(lists[key]),
            }
            for key, label in named.items()
        ],
    }
    return render(request, "care/silence.html", context)


def _cards(viewer: Viewer, shown: list[SilentHome]) -> list[dict[str, Any]]:
    """The households of one page, with who is at home there and how to call them."""
    people: dict[UUID, list[Resident]] = defaultdict(list)
    rows = visible_residents(viewer).filter(
        where=Where.HOME, dwelling__in=[one.home.dwelling for one in shown]
    )
    for resident in rows:
        people[resident.dwelling_id].append(resident)
    return [_card(viewer.community_id, one, people[one.home.dwelling]) for one in shown]


def _card(community: UUID, one: SilentHome, people: list[Resident]) -> dict[str, Any]:
    home = one.home
    return {
        "id": home.dwelling,
        "door": Door(community, home.stairwell, home.door),
        "names": _("、").join(person.name for person in people),
        "phone": next((person.phone for person in people if person.phone), ""),
        "risks": [risk_name(kind) for kind in sorted(home.risks)],
        "silent": silence_words(one.silence, load_rules().look_back),
        "limit": limit_words(one.silence),
        "heard": one.heard,
        "last": last_words(one),
    }
