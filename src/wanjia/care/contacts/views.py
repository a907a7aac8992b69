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

from wanjia.care.access import close_to, promise_for
from wanjia.care.contacts.labels import card
from wanjia.care.contacts.overdue import keep
from wanjia.care.queries import Cared, Promise
from wanjia.core.access.viewer import STAFF, for_roles
from wanjia.core.http import ViewerRequest
from wanjia.core.ids import new_id
from wanjia.core.problems import Problem
from wanjia.core.typed_fields import safe_next_path
from wanjia.people.models import ContactOutcome, ContactWay
from wanjia.people.residents.actions import record_contact
from wanjia.people.risk_kinds import risk_choices

PAGE = 40
LISTS = ("late", "soon", "later", "elsewhere")


@for_roles(*STAFF)
def contacts(request: ViewerRequest) -> HttpResponse:
    """Who must be spoken with: late, before the shift ends, later; and who is not at home."""
    viewer = request.viewer
    told = promise_for(viewer)
    if viewer.sees_all:
        keep(viewer.community_id, told)
    asked = request.GET.get("list", "")
    view = asked if asked in LISTS else _first(told)
    chosen = {key: request.GET.get(key, "").strip() for key in ("kind", "estate", "q")}
    rows = _rows(told, view, chosen)
    sheet = request.GET.get("print") == "1"
    page = Paginator(rows, 10_000 if sheet else PAGE).get_page(request.GET.get("page"))
    estates = {
        str(one.resident.dwelling.stairwell.estate_id): one.resident.dwelling.stairwell.estate
        for part in (told.late, told.soon, told.later)
        for one in part
    }
    context = {
        "tabs": _tabs(told, view),
        "view": view,
        "page": page,
        "rows": [card(one) for one in page.object_list] if view != "elsewhere" else [],
        "elsewhere": page.object_list if view == "elsewhere" else [],
        "shift_end": told.shift_end,
        "kinds": risk_choices(),
        "estates": estates,
        "chosen": chosen,
        "outcomes": ContactOutcome.choices,
        "ways": ContactWay.choices,
        "new_id": new_id,
    }
    return render(request, f"care/{'contacts_print' if sheet else 'contacts'}.html", context)


def _first(told: Promise) -> str:
    return next((name for name in LISTS if getattr(told, name)), "late")


def _tabs(told: Promise, view: str) -> list[dict[str, Any]]:
    named = (_("已过时限"), _("本班内要联系"), _("以后"), _("不在家"))
    return [
        {
            "label": label,
            "url": f"?list={name}",
            "current": name == view,
            "count": len(getattr(told, name)),
        }
        for name, label in zip(LISTS, named, strict=True)
    ]


def _rows(told: Promise, view: str, chosen: dict[str, str]) -> Sequence[Any]:
    rows: list[Any] = list(getattr(told, view))
    if view == "elsewhere":
        return rows
    return [one for one in rows if _wanted(one, chosen)]


def _wanted(one: Cared, chosen: dict[str, str]) -> bool:
    kind, estate, text = chosen["kind"], chosen["estate"], chosen["q"]
    person = one.resident
    if text and text not in person.name and not person.dwelling.door.startswith(text):
        return False
    return (not kind or any(risk.kind == kind for risk in one.risks)) and (
        not estate or str(one.resident.dwelling.stairwell.estate_id) == estate
    )


@for_roles(*STAFF)
@require_POST
def contact(request: ViewerRequest, resident_id: UUID) -> HttpResponse:
    """Note that somebody was called or seen; sent twice it is one."""
    viewer = request.viewer
    form = request.POST
    try:
        sent = UUID(form["id"]) if form.get("id") else None
        record_contact(
            close_to(viewer, resident_id),
            resident_id,
            form.get("way", ""),
            form.get("outcome", ""),
            note=form.get("note", "").strip(),
            next_step=form.get("next_step", "").strip(),
            id=sent,
        )
    except ValueError:
        messages.error(request, Problem("kernel.not_found").words())
    except Problem as problem:
        if problem.status == 404:
            raise
        messages.error(request, problem.words())
    else:
        messages.success(request, _("已记下。"))
    return redirect(safe_next_path(form.get("back", ""), "/care/"))
