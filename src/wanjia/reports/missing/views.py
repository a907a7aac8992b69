"""The missing list: who has not reported, a call list with one-tap outcomes, a text, a print."""

from collections import Counter
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.core.access.viewer import STAFF, Viewer, for_roles
from wanjia.core.acts import read_form
from wanjia.core.http import ViewerRequest
from wanjia.core.ids import NIL, parse_id
from wanjia.core.localized import localized_name
from wanjia.people.models import ContactOutcome
from wanjia.people.residents.actions import record_contact
from wanjia.people.risk_kinds import risk_choices
from wanjia.reports.answers.actions import Given, store_answers
from wanjia.reports.answers.status import tests_wanted
from wanjia.reports.exposures.queries import contact_words
from wanjia.reports.labels import round_words, wants_words
from wanjia.reports.missing.forms import CallForm
from wanjia.reports.missing.queries import Missing, grids_of, group_text, missing_people, to_call
from wanjia.reports.models import Round
from wanjia.reports.paging import PAGE
from wanjia.reports.queries import latest_rounds, residents_in_round, round_by
from wanjia.reports.rounds.views import stairwell_label
from wanjia.risks import risks

FILTERS = ("grid", "stairwell", "risk")
OUTCOMES = ("will_report", "no_answer", "well")
OTHER_OUTCOMES = ("needs", "wrong_number", "refused")


@for_roles(*STAFF)
def missing(request: ViewerRequest) -> HttpResponse:
    """Show who has not reported in a round, by grid, stairwell and risk.

    Lone elders first.
    """
    viewer = request.viewer
    rounds = latest_rounds(viewer)
    round_ = _find_round(viewer, rounds, request.GET.get("round"))
    if round_ is None:
        return render(request, "reports/missing_none.html")
    everyone = missing_people(viewer, round_)
    grids = grids_of(viewer, round_)
    wells = _count_stairwells(everyone)
    chosen = _read_filters(request, wells, grids)
    shown = _narrow_people(everyone, chosen)
    printing = "print" in request.GET
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    listed = shown if printing else list(page.object_list)
    context = {
        "round": round_,
        "name": round_words(round_),
        "wants": wants_words(round_.wants),
        "rounds": [
            {
                "label": f"{localized_name(other.zone)} {round_words(other)}",
                "url": f"?round={other.id}",
                "current": other.id == round_.id,
            }
            for other in rounds
        ],
        "total": len(everyone),
        "homes": len({(person.stairwell, person.door) for person in shown}),
        "wells": wells,
        "grids": [
            {
                "id": grid_id,
                "name": name,
                "people": sum(well["people"] for well in wells if well["id"] in inside),
            }
            for grid_id, (name, inside) in grids.items()
        ],
        "risks": risk_choices(),
        "chosen": chosen,
        "query": urlencode({key: chosen[key] for key in FILTERS if chosen[key]}),
        "page": page,
        "known": len(shown),
        "people": _list_people(viewer, listed),
        "buttons": _draw_buttons(),
        "text_zh": group_text(round_, shown, "zh") if shown else "",
        "text_en": group_text(round_, shown, "en") if shown else "",
    }
    template = "reports/missing_print.html" if printing else "reports/missing.html"
    return render(request, template, context)


def _draw_buttons() -> str:
    """Return the outcomes of a call as buttons.

    The same in each row, drawn once.
    """
    context = {
        "outcomes": [(key, ContactOutcome(key).label) for key in OUTCOMES],
        "others": [(key, ContactOutcome(key).label) for key in OTHER_OUTCOMES],
    }
    return render_to_string("reports/outcomes.html", context)


def _list_people(viewer: Viewer, listed: Sequence[Missing]) -> list[dict[str, Any]]:
    """Return the people as the list shows them.

    Who, what makes them in need, the last call.
    """
    words = {kind: str(label) for kind, label in risk_choices()}
    needs = {person.id: person for person in listed}
    near = contact_words(viewer, needs)
    return [
        {
            "resident": resident,
            "elder": needs[resident.id].rank == 0,
            "near_case": near.get(resident.id, ""),
            "risks": [words[kind] for kind in risks().kinds if kind in needs[resident.id].risks],
            "contact": resident.recent_contacts[0] if resident.recent_contacts else None,
        }
        for resident in to_call(viewer, listed)
    ]


def _find_round(viewer: Viewer, rounds: list[Round], wanted: str | None) -> Round | None:
    asked = parse_id(wanted)
    if asked is None:
        return rounds[0] if rounds else None
    return next((round_ for round_ in rounds if round_.id == asked), None) or round_by(
        viewer, asked
    )


def _read_filters(
    request: ViewerRequest, doors: list[dict[str, Any]], grids: dict[UUID, tuple[str, set[UUID]]]
) -> dict[str, Any]:
    """Return which part of the list is asked for.

    What is not understood is left out.
    """
    asked = {key: request.GET.get(key, "") for key in FILTERS}
    wells: set[UUID] | None = None
    for grid, (_name, inside) in grids.items():
        if str(grid) == asked["grid"]:
            wells = inside
    if asked["stairwell"] in {str(door["id"]) for door in doors}:
        wells = {UUID(asked["stairwell"])}
    risk = asked["risk"] if asked["risk"] in risks().kinds else ""
    return {**asked, "risk": risk, "wells": wells}


def _narrow_people(people: list[Missing], chosen: dict[str, Any]) -> list[Missing]:
    wells, risk = chosen["wells"], chosen["risk"]
    return [
        person
        for person in people
        if (wells is None or person.stairwell in wells) and (not risk or risk in person.risks)
    ]


def _count_stairwells(people: list[Missing]) -> list[dict[str, Any]]:
    """Return the stairwells where somebody is missing, with how many."""
    many = Counter((person.place[:2], person.stairwell, person.lane) for person in people)
    lanes = len({lane for _place, _stairwell, lane in many}) > 1
    return [
        {
            "id": stairwell,
            "name": stairwell_label(lane if lanes else "", place[1]),
            "people": many[place, stairwell, lane],
        }
        for place, stairwell, lane in sorted(many)
    ]


@for_roles(*STAFF)
@require_POST
def called(request: ViewerRequest, resident_id: UUID) -> HttpResponse:
    """Note how a call went.

    Where a round asks for no more than a sign of life, "well" is it.
    """
    viewer = request.viewer
    call = read_form(CallForm(request.POST))
    round_ = round_by(viewer, call["round"] or NIL)
    outcome = call["outcome"]
    contact = record_contact(viewer, resident_id, "call", outcome, id=call["id"])
    if outcome == "well" and not tests_wanted(round_.wants) and "temperature" not in round_.wants:
        asked = {
            resident.id: resident
            for resident in residents_in_round(viewer, round_).filter(id=resident_id)
        }
        given = [Given(asked_id, where="home", id=contact.id) for asked_id in asked]
        store_answers(viewer, round_, given, "call", asked)
    if request.htmx:
        return render(request, "reports/called.html", {"contact": contact})
    messages.success(request, _("已记下。"))
    place = f"?round={round_.id}&{call['back']}#p-{resident_id.hex}"
    return redirect(reverse("reports:missing") + place)
