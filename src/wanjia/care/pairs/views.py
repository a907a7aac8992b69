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

from wanjia.care.access import LEADS
from wanjia.care.contacts.labels import describe_person
from wanjia.care.contacts.queries import load_cared, make_promise
from wanjia.care.models import Errand, Pair
from wanjia.care.pairs.actions import accept_proposals, end_pair, make_pair
from wanjia.care.pairs.forms import EndPairForm, PickVolunteerForm, ProposalsForm
from wanjia.care.pairs.proposals import proposals, reason_words, who_fits
from wanjia.care.queries import visible_pairs
from wanjia.core.access.viewer import OFFICERS, STAFF, Viewer, for_roles
from wanjia.core.http import ViewerRequest, tell_refusal
from wanjia.core.ids import new_id
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.people.access import visible_residents
from wanjia.people.labels import risk_words, timeline
from wanjia.people.models import Contact, ContactOutcome, ContactWay, Resident, Staff

PAGE = 60


@for_roles(*STAFF)
def pairs(request: ViewerRequest) -> HttpResponse:
    """Show pairs in sight, by volunteer; a volunteer's own."""
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
    """Show which pairs would be best, and why; those ticked are made."""
    if request.method == "POST":
        _make_ticked(request)
        return redirect("care:pairs")
    proposed = proposals(request.viewer)
    new = [proposal for proposal in proposed.pairs if not proposal.kept]
    context = {
        "new": [{"proposal": proposal, "why": reason_words(proposal.why)} for proposal in new],
        "kept": len(proposed.pairs) - len(new),
        "changed": sum(proposal.replaces is not None for proposal in new),
        "alone": proposed.alone,
    }
    return render(request, "care/pairs_propose.html", context)


def _make_ticked(request: ViewerRequest) -> None:
    form = ProposalsForm(request.POST)
    try:
        if not form.is_valid():
            tell_refusal(request, _("请重新打开这一页。"))
            return
        count = accept_proposals(request.viewer, form.cleaned_data["pair"])
    except Problem as problem:
        tell_refusal(request, problem.words())
        return
    sentence = ngettext("新结了 %(n)s 对。", "新结了 %(n)s 对。", count)
    messages.success(request, sentence % {"n": count})


@for_roles(*STAFF)
def pair(request: ViewerRequest, pair_id: UUID) -> HttpResponse:
    """Show a pair.

    Who is cared for, what they need, the shopping, contacts.
    """
    viewer = request.viewer
    context = _pair_context(viewer, get_or_refuse(visible_pairs(viewer), id=pair_id))
    return render(request, "care/pair.html", context)


def _pair_context(viewer: Viewer, pair: Pair) -> dict[str, Any]:
    resident: Resident = pair.resident
    everything = viewer.also_for([resident.dwelling_id])  # the pair was in sight: so is their home
    promised = make_promise(everything, only=[resident.id])
    on_lists = [*promised.late, *promised.soon, *promised.later]
    due = next(iter(load_cared(everything, on_lists)), None)
    contacts = Contact.objects.of(viewer).filter(resident=resident)[:20]
    errands = (
        Errand.objects.of(viewer)
        .filter(resident=resident, settled_at=None, cancelled_at=None)
        .prefetch_related("items")
    )
    return {
        "pair": pair,
        "resident": resident,
        "late": bool(promised.late),
        "due": describe_person(due) if due else None,
        "risks": [risk_words(risk) for risk in due.risks] if due else [],
        "why": reason_words(pair.reasons),
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
    form = EndPairForm(request.POST)
    if not form.is_valid():
        tell_refusal(request, str(form.errors["why"][0]))
        return redirect("care:pair", pair_id)
    end_pair(request.viewer, pair_id, form.cleaned_data["why"])
    messages.success(request, _("结对已结束。"))
    return redirect("care:pairs")


@for_roles(*LEADS)
def make(request: ViewerRequest, resident_id: UUID) -> HttpResponse:
    """Pair one resident by hand: those who fit best, or anybody."""
    viewer = request.viewer
    rows = visible_residents(viewer).select_related("dwelling__stairwell")
    person = get_or_refuse(rows.prefetch_related("risks"), id=resident_id)
    if request.method == "POST":
        pair = _make_picked(request, resident_id)
        return redirect("care:pair", pair.id) if pair else redirect("care:pair_make", resident_id)
    people = Staff.objects.of(viewer).filter(active=True, role="volunteer")
    context = {
        "person": person,
        "fits": [{"fit": fit, "why": reason_words(fit.why)} for fit in who_fits(viewer, person)],
        "people": people.select_related("resident__dwelling"),
    }
    return render(request, "care/pair_make.html", context)


def _make_picked(request: ViewerRequest, resident_id: UUID) -> Pair | None:
    form = PickVolunteerForm(request.POST)
    if not form.is_valid():
        tell_refusal(request, str(form.errors["staff"][0]))
        return None
    try:
        return make_pair(request.viewer, form.cleaned_data["staff"], resident_id)
    except Problem as problem:
        if problem.status == 404:
            raise
        tell_refusal(request, problem.words())
        return None
