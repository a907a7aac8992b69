"""Pages of pairs: who cares for whom, proposals before they are accepted, one pair."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from wanjia.care.actions import end_pair, make_pair
from wanjia.care.contacts.labels import card
from wanjia.care.models import Errand, Pair
from wanjia.care.pairs.proposals import accept, proposals, reason_words, who_fits
from wanjia.care.queries import promise, visible_pairs
from wanjia.core.access.viewer import OFFICERS, STAFF, Viewer, for_roles
from wanjia.core.http import ViewerRequest
from wanjia.core.ids import new_id
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.people.access import visible_residents
from wanjia.people.labels import risk_words, timeline
from wanjia.people.models import Contact, ContactOutcome, ContactWay, Resident, Staff

PAGE = 60
LEADS = ("head", "desk", "grid")


@for_roles(*STAFF)
def pairs(request: ViewerRequest) -> HttpResponse:
    """Pairs in sight, by volunteer; a volunteer's own."""
    viewer = request.viewer
    ended = request.GET.get("view") == "ended"
    rows = visible_pairs(viewer).filter(ended_at__isnull=not ended)
    rows = rows.order_by("-ended_at" if ended else "staff__name", "since")
    if text := request.GET.get("q", "").strip()[:40]:
        rows = rows.filter(staff__name__icontains=text) | rows.filter(
            resident__name__icontains=text
        ) | rows.filter(resident__dwelling__door__istartswith=text)  # fmt: skip
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    tabs = [
        {"label": label, "url": f"?view={key}", "current": ended == (key == "ended")}
        for key, label in (("", _("结对中")), ("ended", _("结束的")))
    ]
    context = {"page": page, "tabs": tabs, "q": text, "leads": viewer.role in LEADS}
    return render(request, "care/pairs.html", context)


@for_roles(*OFFICERS)
def propose(request: ViewerRequest) -> HttpResponse:
    """What one exact assignment proposes, with the reasons; nothing is done before it is taken."""
    viewer = request.viewer
    if request.method == "POST":
        try:
            chosen = [_two(one) for one in request.POST.getlist("pair")]
            many = accept(viewer, chosen)
        except (ValueError, Problem) as refused:
            said = refused.words() if isinstance(refused, Problem) else _("请重新打开这一页。")
            messages.error(request, said)
        else:
            said = ngettext("新结了 %(n)s 对。", "新结了 %(n)s 对。", many)
            messages.success(request, said % {"n": many})
        return redirect("care:pairs")
    told = proposals(viewer)
    new = [one for one in told.pairs if not one.kept]
    context = {
        "new": [{"one": one, "why": reason_words(one.why)} for one in new],
        "kept": len(told.pairs) - len(new),
        "changed": sum(one.replaces is not None for one in new),
        "alone": told.alone,
    }
    return render(request, "care/pairs_propose.html", context)


def _two(text: str) -> tuple[UUID, UUID]:
    resident, _colon, staff = text.partition(":")
    return UUID(resident), UUID(staff)


@for_roles(*STAFF)
def pair(request: ViewerRequest, pair_id: UUID) -> HttpResponse:
    """One pair: who is cared for, what they need, the shopping, medicines, contacts."""
    viewer = request.viewer
    found = get_or_refuse(visible_pairs(viewer), id=pair_id)
    return render(request, "care/pair.html", _shown(viewer, found))


def _shown(viewer: Viewer, found: Pair) -> dict[str, Any]:
    resident: Resident = found.resident
    everything = viewer.also_for([resident.dwelling_id])  # the pair was in sight: so is their home
    told = promise(everything, only=[resident.id])
    due = next((one for part in (told.late, told.soon, told.later) for one in part), None)
    contacts = Contact.objects.of(viewer).filter(resident=resident)[:20]
    errands = (
        Errand.objects.of(viewer)
        .filter(resident=resident, settled_at=None, cancelled_at=None)
        .prefetch_related("items")
    )
    return {
        "pair": found,
        "resident": resident,
        "late": bool(told.late),
        "due": card(due) if due else None,
        "risks": [risk_words(one) for one in due.risks] if due else [],
        "why": reason_words(found.why),
        "errands": errands,
        "timeline": timeline(everything, resident.dwelling_id, contacts),
        "ways": ContactWay.choices,
        "outcomes": ContactOutcome.choices,
        "new_id": new_id,
        "leads": viewer.role in LEADS,
        "may_open": viewer.sees_all or resident.dwelling.stairwell_id in viewer.stairwells,
    }


@for_roles(*LEADS)
@require_POST
def end(request: ViewerRequest, pair_id: UUID) -> HttpResponse:
    """End a pair with the reason."""
    viewer = request.viewer
    why = request.POST.get("why", "").strip()
    if not why:
        messages.error(request, _("请写一句为什么结束。"))
        return redirect("care:pair", pair_id)
    end_pair(viewer, pair_id, why)
    messages.success(request, _("结对已结束。"))
    return redirect("care:pairs")


@for_roles(*LEADS)
def make(request: ViewerRequest, resident_id: UUID) -> HttpResponse:
    """Pair one resident by hand: those who fit best, or anybody."""
    viewer = request.viewer
    person = get_or_refuse(
        visible_residents(viewer)
        .filter(id=resident_id)
        .select_related("dwelling__stairwell")
        .prefetch_related("risks")
    )
    if request.method == "POST":
        try:
            made = make_pair(viewer, UUID(request.POST.get("staff", "")), resident_id)
        except ValueError:
            messages.error(request, _("请选一位志愿者。"))
        except Problem as problem:
            if problem.status == 404:
                raise
            messages.error(request, problem.words())
        else:
            return redirect("care:pair", made.id)
        return redirect("care:pair_make", resident_id)
    people = Staff.objects.of(viewer).filter(active=True, role="volunteer")
    context = {
        "person": person,
        "fits": [{"fit": one, "why": reason_words(one.why)} for one in who_fits(viewer, person)],
        "people": people.select_related("resident__dwelling"),
    }
    return render(request, "care/pair_make.html", context)
