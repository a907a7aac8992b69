"""Pages of the promise of contact: who must be spoken with, and noting that it was done."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.care.access import LEADS, close_to, promise_for, with_grants
from wanjia.care.contacts.forms import ContactForm
from wanjia.care.contacts.labels import describe_person
from wanjia.care.contacts.overdue import keep_count
from wanjia.care.contacts.queries import AtRisk, Cared, Promise, load_cared
from wanjia.core.access.viewer import STAFF, Viewer, for_roles
from wanjia.core.http import ViewerRequest, tell_refusal
from wanjia.core.ids import new_id
from wanjia.core.localized import localized_pair
from wanjia.core.problems import Problem
from wanjia.core.typed_fields import safe_next_path
from wanjia.people.models import ContactOutcome, ContactWay, Where
from wanjia.people.residents.actions import record_contact
from wanjia.people.risk_kinds import risk_choices
from wanjia.places.models import Dwelling

PAGE = 40
LISTS = ("late", "soon", "later", "elsewhere")


@for_roles(*STAFF)
def contacts(request: ViewerRequest) -> HttpResponse:
    """Show who must be spoken with: late, before the shift ends, later.

    And who is not at home.
    """
    viewer = request.viewer
    promise = promise_for(viewer)
    if viewer.sees_all:
        keep_count(viewer.community_id, promise, marked=False)
    asked = request.GET.get("list", "")
    view = asked if asked in LISTS else _first_list(promise)
    chosen = {key: request.GET.get(key, "").strip() for key in ("kind", "estate", "q")}
    rows = _filter_people(promise, view, chosen)
    sheet = request.GET.get("print") == "1"
    page = Paginator(rows, 10_000 if sheet else PAGE).get_page(request.GET.get("page"))
    on_lists = [*promise.late, *promise.soon, *promise.later]
    estates = {
        str(cared.person.estate): localized_pair(
            cared.person.estate_name, cared.person.estate_name_en
        )
        for cared in on_lists
    }
    context = {
        "tabs": _make_tabs(promise, view),
        "view": view,
        "page": page,
        "rows": [] if view == "elsewhere" else _describe_rows(viewer, list(page.object_list)),
        "elsewhere": _describe_elsewhere(viewer, list(page.object_list))
        if view == "elsewhere"
        else [],
        "shift_end": promise.shift_end,
        "kinds": risk_choices(),
        "estates": estates,
        "chosen": chosen,
        "outcomes": ContactOutcome.choices,
        "ways": ContactWay.choices,
        "may_assign": viewer.role in LEADS,
        "new_id": new_id,
    }
    return render(request, f"care/{'contacts_print' if sheet else 'contacts'}.html", context)


def _describe_rows(viewer: Viewer, cared: Sequence[Cared]) -> list[dict[str, Any]]:
    return [describe_person(person) for person in load_cared(with_grants(viewer), cared)]


def _describe_elsewhere(viewer: Viewer, people: Sequence[AtRisk]) -> list[dict[str, Any]]:
    rows = Dwelling.objects.of(viewer).select_related("stairwell__estate")
    homes = rows.in_bulk({person.dwelling for person in people})
    return [
        {"person": person, "home": homes[person.dwelling], "where": Where(person.where).label}
        for person in people
    ]


def _first_list(promise: Promise) -> str:
    return next((name for name in LISTS if getattr(promise, name)), "late")


def _make_tabs(promise: Promise, view: str) -> list[dict[str, Any]]:
    named = (_("已过时限"), _("本班内要联系"), _("以后"), _("不在家"))
    return [
        {
            "label": label,
            "url": f"?list={name}",
            "current": name == view,
            "count": len(getattr(promise, name)),
        }
        for name, label in zip(LISTS, named, strict=True)
    ]


def _filter_people(promise: Promise, view: str, chosen: dict[str, str]) -> Sequence[Any]:
    rows: list[Any] = list(getattr(promise, view))
    if view == "elsewhere":
        return rows
    return [person for person in rows if _matches_filter(person, chosen)]


def _matches_filter(cared: Cared, chosen: dict[str, str]) -> bool:
    kind, estate, text = chosen["kind"], chosen["estate"], chosen["q"]
    person = cared.person
    if text and text not in person.name and not person.door.startswith(text):
        return False
    return (not kind or any(risk.kind == kind for risk in person.risks)) and (
        not estate or str(person.estate) == estate
    )


@for_roles(*STAFF)
@require_POST
def contact(request: ViewerRequest, resident_id: UUID) -> HttpResponse:
    """Note that somebody was called or seen; sent twice it is one."""
    form = ContactForm(request.POST)
    back = safe_next_path(form.data.get("back", ""), "/care/")
    if not form.is_valid():
        tell_refusal(request, Problem("kernel.not_found").words())
        return redirect(back)
    typed = form.cleaned_data
    try:
        record_contact(
            close_to(request.viewer, resident_id),
            resident_id,
            typed["way"],
            typed["outcome"],
            note=typed["note"],
            next_step=typed["next_step"],
            id=typed["id"],
        )
    except Problem as problem:
        if problem.status == 404:
            raise
        tell_refusal(request, problem.words())
    else:
        messages.success(request, _("已记下。"))
    return redirect(back)
