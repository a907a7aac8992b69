"""What is stored of a resident, to read, print, take away; what households want corrected."""

import json
import zoneinfo
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from wanjia.core import clock, journal
from wanjia.core.access.viewer import Viewer, for_roles
from wanjia.core.hearing import heard_query, listening
from wanjia.core.http import ViewerRequest
from wanjia.core.ids import parse_id
from wanjia.core.localized import active_language
from wanjia.core.problems import Problem
from wanjia.needs.intake.telling import told_of
from wanjia.people.household_links.queries import link_by
from wanjia.people.labels import masked
from wanjia.people.models import Asked, Correction, HouseholdLink, Resident
from wanjia.privacy.subject import corrections
from wanjia.privacy.subject.columns import in_words
from wanjia.privacy.subject.queries import Part, parts_of, plain, resident_for


@never_cache
@for_roles("head", "desk")
def kept(request: ViewerRequest, resident_id: UUID) -> HttpResponse:
    """All that is stored of a resident, to read and print; the journal keeps who looked."""
    viewer = request.viewer
    resident, parts = _taken(viewer, resident_id, "page")
    language = active_language()
    context = {
        "resident": resident,
        "parts": [
            {
                "name": one.rule.name.words(language),
                "rule": one.rule,
                "purpose": one.rule.purpose.words(language),
                "when": one.rule.when.words(language) if one.rule.when else "",
                "rows": [list(in_words(row)) for row in one.rows],
            }
            for one in parts
        ],
        "now": clock.now(),
    }
    return render(request, "privacy/kept.html", context)


@never_cache
@for_roles("head", "desk")
def kept_json(request: ViewerRequest, resident_id: UUID) -> HttpResponse:
    """The same as a file, whole; the journal keeps who took it."""
    viewer = request.viewer
    resident, parts = _taken(viewer, resident_id, "json")
    told = {
        "exported_at": clock.now().isoformat(),
        "community": request.community.name,  # type: ignore[attr-defined]
        "resident": plain(resident),
        "kept": [_part(one) for one in parts if one.model is not Resident],
    }
    text = json.dumps(told, ensure_ascii=False, indent=1)
    answer = HttpResponse(text, content_type="application/json; charset=utf-8")
    name = quote(f"{resident.dwelling.door}-{resident.name}")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}.json"
    return answer


def _part(one: Part) -> dict[str, Any]:
    return {
        "kind": one.rule.kind,
        "name": one.rule.name.zh,
        "name_en": one.rule.name.en,
        "purpose": one.rule.purpose.zh,
        "purpose_en": one.rule.purpose.en,
        "model": one.model._meta.label_lower,
        "rows": [plain(row) for row in one.rows],
    }


@transaction.atomic
def _taken(viewer: Viewer, resident_id: UUID, form: str) -> tuple[Resident, list[Part]]:
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


@for_roles("head", "desk")
def waiting(request: ViewerRequest) -> HttpResponse:
    """What households want corrected; accepted or refused with one tap."""
    viewer = request.viewer
    if request.method == "POST":
        one = parse_id(request.POST.get("correction"))
        try:
            if one is None:
                raise Problem("kernel.not_found")
            corrections.settle(viewer, one, request.POST.get("accept") == "1")
        except Problem as problem:
            messages.error(request, problem.words())
        else:
            messages.success(request, _("已记下。"))
        return redirect("privacy:corrections")
    rows = [{"one": row, "was": _was(row)} for row in corrections.waiting(viewer)]
    return render(request, "privacy/corrections.html", {"rows": rows})


def _was(one: Correction) -> str:
    """What the register says now of what is to be corrected."""
    if one.resident is None or one.what == Asked.OTHER:
        return ""
    value = getattr(one.resident, one.what)
    return str(value or "")


@csrf_exempt  # The link is the secret, and a phone's privacy mode may refuse cookies.
@require_http_methods(["GET", "POST"])
def of_household(request: ViewerRequest, token: str) -> HttpResponse:
    """What is kept of a household, how long and by which rule; a form to ask for a correction."""
    link = link_by(token)
    if link is None or link.revoked_at:
        answer = render(request, "ui/household/gone.html", {"community": None}, status=404)
    else:
        with timezone.override(zoneinfo.ZoneInfo(link.community.timezone)):
            answer = _household(request, link)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _refusal(viewer: Viewer, sent: QueryDict) -> Problem | None:
    """Take what a household wants corrected; why it can't be, if it can't."""
    said = sent.get("said", "")
    try:
        corrections.ask(viewer, parse_id(sent.get("resident")), sent.get("what", ""), said)
    except Problem as problem:
        corrections.hear_refused(viewer, said)
        return problem
    return None


def _household(request: ViewerRequest, link: HouseholdLink) -> HttpResponse:
    viewer = Viewer(
        link.community_id, "household", name=link.dwelling.door, dwelling_id=link.dwelling_id
    )
    problem = None
    with listening() as ear:
        if request.method == "POST":
            problem = _refusal(viewer, request.POST)
    if request.method == "POST" and problem is None:
        return redirect(f"{request.path}?asked=1{heard_query(ear)}")
    people = Resident.objects.filter(
        community_id=link.community_id, dwelling=link.dwelling_id, left_at=None
    )
    context = {
        "community": link.community,
        "dwelling": link.dwelling,
        "home": f"/h/{link.token}/",
        "people": [_person(one) for one in people],
        "kinds": _kinds(people),
        "asked_for": Asked.choices,
        "asked": "asked" in request.GET,
        "receipts": ear.opened or told_of(viewer, request.GET),
        "open": Correction.objects.filter(
            community_id=link.community_id, dwelling=link.dwelling_id, settled_at=None
        ).count(),
        "problem": problem,
    }
    status = problem.status if problem else 200
    return render(request, "privacy/household.html", context, status=status)


def _person(one: Resident) -> dict[str, Any]:
    """Who lives there as the register has them; numbers are told by their ends alone."""
    return {
        "id": one.id,
        "name": one.name,
        "birth": one.birth,
        "phone": masked(one.phone) if one.phone else "",
        "id_number": masked(one.id_number) if one.id_number else "",
    }


def _kinds(people: Any) -> list[dict[str, Any]]:
    """What is kept of all of them together: counts alone, since whoever holds the link reads it."""
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
