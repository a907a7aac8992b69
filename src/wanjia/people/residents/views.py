"""Pages of people: the list, the household."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.core import clock
from wanjia.core.access.viewer import STAFF, Viewer, for_roles
from wanjia.core.http import ViewerRequest
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.people.labels import age, masked, risk_words, timeline
from wanjia.people.models import Resident, Where
from wanjia.people.photos.actions import photos_of, remove_photo
from wanjia.people.queries import Household, household, live_risks, visible_residents
from wanjia.people.residents.forms import (
    ContactForm,
    ExemptForm,
    FilterForm,
    LeftForm,
    MoveForm,
    WhereForm,
)
from wanjia.people.risk_kinds import risk_choices
from wanjia.people.search.queries import residents_like
from wanjia.places.queries import visible_estates, visible_stairwells

PAGE = 50
OFFICERS = frozenset({"head", "desk"})


@for_roles(*STAFF)
def residents(request: ViewerRequest) -> HttpResponse:
    """List the residents in sight, fifty a page, by text, estate, door, risk and whereabouts."""
    viewer = request.viewer
    form = FilterForm(request.GET)
    form.is_valid()
    chosen = form.cleaned_data
    rows = _filter_residents(viewer, chosen)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    today = timezone.localdate(clock.now())
    doors = visible_stairwells(viewer).select_related("estate").order_by("estate__name", "sort")
    estate = chosen.get("estate")
    context = {
        "page": page,
        "people": [_resident_row(one, today) for one in page.object_list],
        "q": chosen.get("q", ""),
        "chosen": {key: str(value or "") for key, value in chosen.items()},
        "estates": visible_estates(viewer),
        "stairwells": doors.filter(estate=estate) if estate else [],
        "risks": risk_choices(),
        "wheres": Where.choices,
    }
    return render(request, "people/residents.html", context)


def _filter_residents(viewer: Viewer, chosen: dict[str, Any]) -> Any:
    rows = residents_like(viewer, chosen.get("q", ""))
    if chosen.get("estate"):
        rows = rows.filter(dwelling__stairwell__estate=chosen["estate"])
    if chosen.get("stairwell"):
        rows = rows.filter(dwelling__stairwell=chosen["stairwell"])
    if chosen.get("where"):
        rows = rows.filter(where=chosen["where"])
    risks = live_risks().filter(community_id=viewer.community_id)
    if chosen.get("risk"):
        rows = rows.filter(id__in=risks.filter(kind=chosen["risk"]).values("resident"))
    return (
        rows.select_related("dwelling__stairwell__estate")
        .prefetch_related(Prefetch("risks", risks))
        .order_by(
            "dwelling__stairwell__estate__name",
            "dwelling__stairwell__sort",
            "dwelling__sort",
            "dwelling__door",
            "sort",
            "id",
        )
    )


def _resident_row(resident: Resident, today: Any) -> dict[str, Any]:
    """Return a resident as the pages show one."""
    exempt = resident.exempt_until
    return {
        "resident": resident,
        "age": age(resident.birth, today),
        "masked": masked(resident.phone),
        "risks": [{"risk": risk, "words": risk_words(risk)} for risk in resident.risks.all()],
        "exempt": exempt if exempt and exempt >= today else None,
    }


@for_roles(*STAFF)
def phone(request: ViewerRequest, resident_id: UUID) -> HttpResponse:
    """Show one resident's phone number in place of the masked one."""
    viewer = request.viewer
    resident = visible_residents(viewer).filter(id=resident_id).first()
    if resident is None:
        raise Problem("people.not_theirs")
    return render(request, "people/phone.html", {"number": resident.phone})


@for_roles(*STAFF)
def photo(request: ViewerRequest, photo_id: UUID) -> HttpResponse:
    """Show a photo of a household in sight; no cache keeps it."""
    viewer = request.viewer
    found = get_or_refuse(photos_of(viewer).defer(None), id=photo_id)
    answer = HttpResponse(bytes(found.data), content_type="image/jpeg")
    answer.headers["Cache-Control"] = "no-store"
    return answer


@for_roles(*STAFF)
@require_POST
def photo_remove(request: ViewerRequest, photo_id: UUID) -> HttpResponse:
    """Take a photo away."""
    removed = remove_photo(request.viewer, photo_id)
    messages.success(request, _("照片已删除。"))
    return redirect("people:dwelling", removed.dwelling_id)


@for_roles(*STAFF)
def dwelling(request: ViewerRequest, dwelling_id: UUID) -> HttpResponse:
    """Show a household: who lives there, how to reach them, what happened, what can be done."""
    viewer = request.viewer
    return render(request, "people/dwelling.html", household_context(viewer, dwelling_id))


def household_context(viewer: Viewer, dwelling_id: UUID, **more: Any) -> dict[str, Any]:
    """Return what the household page shows."""
    home: Household = household(viewer, dwelling_id)
    today = timezone.localdate(clock.now())
    people = [
        {
            **_resident_row(one, today),
            "contact_form": ContactForm(auto_id=f"c{place}_%s"),
            "where_form": WhereForm(initial={"where": one.where}, auto_id=f"w{place}_%s"),
            "exempt_form": ExemptForm(
                initial={"until": one.exempt_until, "why": one.exempt_reason},
                auto_id=f"e{place}_%s",
            ),
            "move_form": MoveForm(auto_id=f"m{place}_%s"),
            "left_form": LeftForm(auto_id=f"l{place}_%s"),
        }
        for place, one in enumerate(home.residents)
    ]
    return {
        "home": home,
        "people": people,
        "timeline": timeline(viewer, dwelling_id, home.contacts),
        "may_edit": viewer.role in OFFICERS,
        "may_exempt": viewer.role in OFFICERS | {"grid", "doctor"},
        **more,
    }
