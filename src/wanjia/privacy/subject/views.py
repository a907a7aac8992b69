"""What is stored of a resident, to read, print, take away; what households want corrected."""

import json
import zoneinfo
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from wanjia.core import clock, journal
from wanjia.core.access.viewer import OFFICERS, Viewer, for_roles
from wanjia.core.acts import Act, read_form
from wanjia.core.hearing import heard_query, listening
from wanjia.core.http import ViewerRequest, tell_refusal
from wanjia.core.localized import active_language
from wanjia.core.problems import Problem
from wanjia.needs.intake.telling import receipts_for
from wanjia.people.household_links.queries import link_by
from wanjia.people.labels import masked
from wanjia.people.models import Asked, Correction, HouseholdLink, Resident
from wanjia.privacy.subject import corrections
from wanjia.privacy.subject.columns import in_words
from wanjia.privacy.subject.forms import CorrectionForm
from wanjia.privacy.subject.queries import Part, parts_of, plain, resident_for


@never_cache
@for_roles(*OFFICERS)
def kept(request: ViewerRequest, resident_id: UUID) -> HttpResponse:
    """Show all that is stored of a resident, to read and print; the journal keeps who looked."""
    viewer = request.viewer
    resident, parts = _export_parts(viewer, resident_id, "page")
    language = active_language()
    context = {
        "resident": resident,
        "parts": [
            {
                "name": part.rule.name.words(language),
                "rule": part.rule,
                "purpose": part.rule.purpose.words(language),
                "when": part.rule.when.words(language) if part.rule.when else "",
                "rows": [list(in_words(row)) for row in part.rows],
            }
            for part in parts
        ],
        "now": clock.now(),
    }
    return render(request, "privacy/kept.html", context)


@never_cache
@for_roles(*OFFICERS)
def kept_json(request: ViewerRequest, resident_id: UUID) -> HttpResponse:
    """Show the same as a file, whole; the journal keeps who took it."""
    viewer = request.viewer
    resident, parts = _export_parts(viewer, resident_id, "json")
    told = {
        "exported_at": clock.now().isoformat(),
        "community": request.community.name,
        "resident": plain(resident),
        "kept": [_part_row(part) for part in parts if part.model is not Resident],
    }
    text = json.dumps(told, ensure_ascii=False, indent=1)
    answer = HttpResponse(text, content_type="application/json; charset=utf-8")
    name = quote(f"{resident.dwelling.door}-{resident.name}")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}.json"
    return answer


def _part_row(part: Part) -> dict[str, Any]:
    return {
        "kind": part.rule.kind,
        "name": part.rule.name.zh,
        "name_en": part.rule.name.en,
        "purpose": part.rule.purpose.zh,
        "purpose_en": part.rule.purpose.en,
        "model": part.model._meta.label_lower,
        "rows": [plain(row) for row in part.rows],
    }


@transaction.atomic
def _export_parts(viewer: Viewer, resident_id: UUID, form: str) -> tuple[Resident, list[Part]]:
    resident = resident_for(viewer, resident_id)
    parts = parts_of(resident)
    journal.write(
        viewer,
        "resident.exported",
        subject=resident.id,
        dwelling=resident.dwelling_id,
        after={"kind": form},
    )
    return resident, parts


@for_roles(*OFFICERS)
def waiting(request: ViewerRequest) -> HttpResponse:
    """Show what households want corrected; accepted or refused with one tap."""
    waits = corrections.waiting(request.viewer)
    rows = [{"correction": row, "was": _current_value(row)} for row in waits]
    return render(request, "privacy/corrections.html", {"rows": rows})


def refuse_correction_act(
    request: ViewerRequest, problem: Problem, _form: forms.Form, _correction_id: UUID
) -> HttpResponse:
    """Say on the list what was refused."""
    if problem.status in (403, 404):
        raise problem
    tell_refusal(request, problem.words())
    return redirect("privacy:corrections")


RECORDED = gettext_lazy("已记下。")
CORRECTION_ACTS = (
    Act("accept", corrections.accept, OFFICERS, told=RECORDED),
    Act("refuse", corrections.refuse, OFFICERS, told=RECORDED),
)


def _current_value(correction: Correction) -> str:
    """Return what the register says now of what is to be corrected."""
    if correction.resident is None or correction.what == Asked.OTHER:
        return ""
    value = getattr(correction.resident, correction.what)
    return str(value or "")


@csrf_exempt  # The link is the secret, and a phone's privacy mode may refuse cookies.
@require_http_methods(["GET", "POST"])
def of_household(request: ViewerRequest, token: str) -> HttpResponse:
    """Show what is kept of a household, how long and by which rule; a form to ask for a
    correction.
    """
    link = link_by(token)
    if link is None or link.revoked_at:
        answer = render(request, "ui/household/gone.html", {"community": None}, status=404)
    else:
        with timezone.override(zoneinfo.ZoneInfo(link.community.timezone)):
            answer = _render_household(request, link)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _take_correction(viewer: Viewer, form: CorrectionForm) -> Problem | None:
    """Take what a household wants corrected; why it can't be, if it can't."""
    try:
        typed = read_form(form)
        corrections.ask(viewer, typed["resident"], typed["what"], typed["said"])
    except Problem as problem:
        corrections.hear_refused(viewer, form.data.get("said", ""))
        return problem
    return None


def _render_household(request: ViewerRequest, link: HouseholdLink) -> HttpResponse:
    viewer = Viewer(
        link.community_id, "household", name=link.dwelling.door, dwelling_id=link.dwelling_id
    )
    problem = None
    with listening() as ear:
        if request.method == "POST":
            problem = _take_correction(viewer, CorrectionForm(request.POST))
    if request.method == "POST" and problem is None:
        return redirect(f"{request.path}?asked=1{heard_query(ear)}")
    people = Resident.objects.filter(
        community_id=link.community_id, dwelling=link.dwelling_id, left_at=None
    )
    context = {
        "community": link.community,
        "dwelling": link.dwelling,
        "home": f"/h/{link.token}/",
        "people": [_person_row(person) for person in people],
        "kinds": _kind_rows(people),
        "asked_for": Asked.choices,
        "asked": "asked" in request.GET,
        "receipts": ear.opened or receipts_for(viewer, request.GET),
        "open": Correction.objects.filter(
            community_id=link.community_id, dwelling=link.dwelling_id, settled_at=None
        ).count(),
        "problem": problem,
    }
    status = problem.status if problem else 200
    return render(request, "privacy/household.html", context, status=status)


def _person_row(resident: Resident) -> dict[str, Any]:
    """Return who lives there as the register has them; numbers are told by their ends alone."""
    return {
        "id": resident.id,
        "name": resident.name,
        "birth": resident.birth,
        "phone": masked(resident.phone) if resident.phone else "",
        "id_number": masked(resident.id_number) if resident.id_number else "",
    }


def _kind_rows(people: Any) -> list[dict[str, Any]]:
    """Return what is kept of all of them together: counts alone, since whoever holds the link reads
    it.
    """
    language = active_language()
    counts: dict[str, int] = {}
    rules = {}
    seen: set[Any] = set()
    for person in people:
        for part in parts_of(person):
            rules[part.rule.kind] = part.rule
            fresh = [row for row in part.rows if row.pk not in seen]
            seen |= {row.pk for row in fresh}
            counts[part.rule.kind] = counts.get(part.rule.kind, 0) + len(fresh)
    return [
        {
            "name": rule.name.words(language),
            "count": counts[kind],
            "rule": rule,
            "when": rule.when.words(language) if rule.when else "",
        }
        for kind, rule in rules.items()
        if counts[kind]
    ]
