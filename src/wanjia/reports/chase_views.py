"""The missing list: who has not reported, a call list with one-tap outcomes, a text, a print."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.kernel.access import STAFF, Viewer, for_roles
from wanjia.people.actions import record_contact
from wanjia.people.models import ContactOutcome, RiskKind
from wanjia.reports.actions import Given, store_answers
from wanjia.reports.chase import MissingDoor, grids_of, group_text, missing_doors, to_call
from wanjia.reports.models import Round
from wanjia.reports.paging import page_of
from wanjia.reports.queries import latest_rounds, residents_in_round, round_by
from wanjia.reports.round_views import stairwell_label
from wanjia.reports.status import tests_wanted
from wanjia.reports.words import round_words, wants_words

FILTERS = ("grid", "stairwell", "risk")
OUTCOMES = ("well", "will_report", "needs", "no_answer", "wrong_number", "refused")


@for_roles(*STAFF)
def missing(request: HttpRequest) -> HttpResponse:
    """Who has not reported in a round, by grid, stairwell and risk; lone elders first."""
    viewer = request.viewer  # type: ignore[attr-defined]
    rounds = latest_rounds(viewer)
    round_ = _round(viewer, rounds, request.GET.get("round"))
    if round_ is None:
        return render(request, "reports/missing_none.html")
    doors = missing_doors(viewer, round_)
    grids = grids_of(viewer, round_)
    chosen = _chosen(request, doors, grids)
    shown = [one for one in doors if chosen["wells"] is None or one.stairwell in chosen["wells"]]
    rows, known = _rows(viewer, round_, chosen, shown)
    printing = "print" in request.GET
    page = None if printing else page_of(rows, known, request.GET.get("page"))
    context = {
        "round": round_,
        "name": round_words(round_),
        "wants": wants_words(round_.wants),
        "rounds": [
            {
                "label": f"{one.zone.name} {round_words(one)}",
                "url": f"?round={one.id}",
                "current": one.id == round_.id,
            }
            for one in rounds
        ],
        "total": sum(one.people for one in doors),
        "homes": len(shown),
        "wells": _wells(doors),
        "grids": [
            {"id": one, "name": name, "people": _people(doors, wells)}
            for one, (name, wells) in grids.items()
        ],
        "risks": RiskKind.choices,
        "chosen": chosen,
        "query": urlencode(
            {key: chosen[key] for key in ("grid", "stairwell", "risk") if chosen[key]}
        ),
        "page": page,
        "known": known,
        "people": rows if printing else page.object_list if page else [],
        "outcomes": [(key, ContactOutcome(key).label) for key in OUTCOMES],
        "text_zh": group_text(round_, shown, "zh") if shown else "",
        "text_en": group_text(round_, shown, "en") if shown else "",
    }
    template = "reports/missing_print.html" if printing else "reports/missing.html"
    return render(request, template, context)


def _round(viewer: Viewer, rounds: list[Round], wanted: str | None) -> Round | None:
    try:
        asked = UUID(wanted or "")
    except ValueError:
        return rounds[0] if rounds else None
    return next((one for one in rounds if one.id == asked), None) or round_by(viewer, asked)


def _chosen(
    request: HttpRequest, doors: list[MissingDoor], grids: dict[UUID, tuple[str, set[UUID]]]
) -> dict[str, Any]:
    """Which part of the list is asked for; what is not understood is left out."""
    asked = {key: request.GET.get(key, "") for key in FILTERS}
    wells: set[UUID] | None = None
    for grid, (_name, inside) in grids.items():
        if str(grid) == asked["grid"]:
            wells = inside
    if asked["stairwell"] in {str(one.stairwell) for one in doors}:
        wells = {UUID(asked["stairwell"])}
    risk = asked["risk"] if asked["risk"] in RiskKind.values else ""
    return {**asked, "risk": risk, "wells": wells}


def _rows(
    viewer: Viewer, round_: Round, chosen: dict[str, Any], shown: list[MissingDoor]
) -> tuple[Any, int]:
    """The people to call, and how many they are (known from the doors, unless by risk)."""
    rows = to_call(viewer, round_, chosen["risk"])
    if chosen["wells"] is not None:
        rows = rows.filter(dwelling__stairwell__in=chosen["wells"])
    return rows, rows.count() if chosen["risk"] else sum(one.people for one in shown)


def _people(doors: list[MissingDoor], wells: set[UUID]) -> int:
    return sum(one.people for one in doors if one.stairwell in wells)


def _wells(doors: list[MissingDoor]) -> list[dict[str, Any]]:
    """The stairwells where somebody is missing, with how many."""
    lanes = len({one.lane for one in doors}) > 1
    found: dict[UUID, dict[str, Any]] = {}
    for one in doors:
        name = stairwell_label(one.lane if lanes else "", one.label)
        well = found.setdefault(one.stairwell, {"id": one.stairwell, "name": name, "people": 0})
        well["people"] += one.people
    return list(found.values())


@for_roles(*STAFF)
@require_POST
def called(request: HttpRequest, resident_id: UUID) -> HttpResponse:
    """Note how a call went; where a round asks for no more than a sign of life, "well" is it."""
    viewer = request.viewer  # type: ignore[attr-defined]
    round_ = round_by(viewer, UUID(request.POST["round"]))
    outcome = request.POST.get("outcome", "")
    sent = _uuid(request.POST.get("id"))
    contact = record_contact(viewer, resident_id, "call", outcome, id=sent)
    if outcome == "well" and not tests_wanted(round_.wants) and "temperature" not in round_.wants:
        asked = {one.id: one for one in residents_in_round(viewer, round_).filter(id=resident_id)}
        given = [Given(one, where="home", id=contact.id) for one in asked]
        store_answers(viewer, round_, given, "call", asked)
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "reports/called.html", {"contact": contact})
    messages.success(request, _("已记下。"))
    query = request.POST.get("back", "")
    return redirect(f"{reverse('reports:missing')}?round={round_.id}&{query}#p-{resident_id.hex}")


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
