"""The paper way: a slip for each door to fill in with a pen, and the table to type it back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from wanjia.core.access.viewer import STAFF, Viewer, for_roles
from wanjia.core.http import ViewerRequest
from wanjia.core.ids import new_id, parse_id
from wanjia.core.problems import Problem
from wanjia.needs.followup.actions import record_need
from wanjia.needs.models import Channel
from wanjia.people.models import Resident, Staff
from wanjia.places.models import Dwelling
from wanjia.reports.answers.actions import Stored, store_answers
from wanjia.reports.doors.views import chosen_stairwell
from wanjia.reports.labels import round_words, wants_words
from wanjia.reports.models import AnswerChannel, Pcr, Round
from wanjia.reports.queries import residents_with_status, round_by
from wanjia.reports.rounds.progress import Progress, round_progress
from wanjia.reports.rounds.views import stairwell_names, with_answers
from wanjia.ui.household.forms import PersonFields, RoundForm, given_of, posted_form

TO_CALL = 3  # numbers on a slip


@dataclass
class Home:
    """One household: its people in this round, and what it asks for."""

    dwelling: Dwelling
    people: list[Any]
    need_id: UUID
    help: str = ""


@for_roles(*STAFF)
def slips(request: ViewerRequest, round_id: UUID) -> HttpResponse:
    """Show a slip for each household of a stairwell, or only for those who have not been heard
    from.
    """
    viewer = request.viewer
    round_ = round_by(viewer, round_id)
    progress = round_progress(viewer, [round_])[round_.id]
    names = stairwell_names(viewer, progress.stairwells)
    wanted = parse_id(request.GET.get("stairwell"))
    every = request.GET.get("who") == "all"
    rows = _residents_asked(viewer, round_, [wanted] if wanted in names else list(names))
    if not every:
        rows = rows.filter(status="missing")
    people = [{"resident": row} for row in rows]
    context = {
        **_sheet_heading(round_, names.get(wanted) if wanted else ""),
        "homes": _group_homes(people),
        "tests": [one for one in ("antigen", "pcr") if one in round_.wants],
        "call": _to_call(viewer),
        "doors": names.items(),
        "chosen": wanted,
        "every": every,
    }
    return render(request, "ui/paper/slips.html", context)


@for_roles(*STAFF)
def typed(request: ViewerRequest, round_id: UUID) -> HttpResponse:
    """Show a stairwell's slips as a table to type into; what is wrong is shown where it was
    typed.
    """
    viewer = request.viewer
    round_ = round_by(viewer, round_id)
    progress = round_progress(viewer, [round_])[round_.id]
    names = stairwell_names(viewer, progress.stairwells)
    data = request.POST if request.method == "POST" else request.GET
    chosen = chosen_stairwell(data.get("stairwell"), names, progress.stairwells)
    rows: list[Any] = list(_residents_asked(viewer, round_, [chosen])) if chosen else []
    silent = [row for row in rows if row.status == "missing"]
    form = posted_form(round_, silent, request.POST)
    homes = _group_homes(_with_fields(viewer, round_, rows, form), request.POST)
    problem = None
    if request.method == "POST" and not form.wrong:
        try:
            _say_done(request, *_take_answers(viewer, round_, form, silent, homes))
        except Problem as found:
            problem = found
        else:
            return redirect(f"{reverse('ui:paper_typed', args=[round_.id])}?stairwell={chosen}")
    context = {
        **_sheet_heading(round_, names.get(chosen) if chosen else ""),
        "homes": homes,
        "form": form,
        "problem": problem,
        "pcrs": Pcr.choices,
        "stairwell_id": chosen,
        "silent": len(silent),
        "tabs": _stairwell_tabs(names, progress, chosen),
    }
    status = problem.status if problem else 422 if form.wrong else 200
    return render(request, "ui/paper/typed.html", context, status=status)


def _sheet_heading(round_: Round, stairwell: str | None) -> dict[str, Any]:
    return {
        "round": round_,
        "name": round_words(round_),
        "wants": wants_words(round_.wants),
        "stairwell": stairwell or "",
    }


def _stairwell_tabs(
    names: dict[UUID, str], progress: Progress, chosen: UUID | None
) -> list[dict[str, Any]]:
    return [
        {
            "label": name,
            "url": f"?stairwell={one}",
            "current": one == chosen,
            "count": progress.stairwells[one].missing,
        }
        for one, name in names.items()
    ]


def _residents_asked(
    viewer: Viewer, round_: Round, stairwells: Sequence[UUID | None]
) -> QuerySet[Any]:
    """Return the residents of some stairwells whom the round asks, with their status, door by
    door.
    """
    rows: QuerySet[Any] = residents_with_status(viewer, round_)
    rows = rows.filter(dwelling__stairwell__in=stairwells)
    return rows.select_related("dwelling__stairwell__estate")


def _with_fields(
    viewer: Viewer, round_: Round, rows: Iterable[Any], form: RoundForm
) -> list[dict[str, Any]]:
    """People with what they said, or with the fields to type it into."""
    fields: dict[UUID, PersonFields] = {person.resident.id: person for person in form.people}
    said = with_answers(viewer, round_, rows)
    return [{**one, "fields": fields.get(one["resident"].id)} for one in said]


def _group_homes(people: Iterable[dict[str, Any]], data: QueryDict | None = None) -> list[Home]:
    """Households in the order of their doors, with what was typed of each."""
    found: dict[UUID, Home] = {}
    typed_in = data or QueryDict()
    for person in people:
        dwelling = person["resident"].dwelling
        key = dwelling.id.hex
        home = found.setdefault(
            dwelling.id,
            Home(
                dwelling,
                [],
                parse_id(typed_in.get(f"need-{key}")) or new_id(),
                typed_in.get(f"help-{key}", "").strip(),
            ),
        )
        home.people.append(person)
    return list(found.values())


@transaction.atomic
def _take_answers(
    viewer: Viewer, round_: Round, form: RoundForm, rows: list[Resident], homes: list[Home]
) -> tuple[Stored, int]:
    """Store the answers, and record what households ask for; all of it or nothing."""
    given = given_of(form)
    asking = [home for home in homes if home.help]
    if not given and not asking:
        raise Problem("answer.nothing")
    people = {row.id: row for row in rows}
    stored = (
        store_answers(viewer, round_, given, AnswerChannel.PAPER, people)
        if given
        else Stored(0, 0, 0)
    )
    for home in asking:
        record_need(
            viewer,
            home.help,
            dwelling_id=home.dwelling.id,
            channel=Channel.PAPER,
            need_id=home.need_id,
        )
    return stored, len(asking)


def _say_done(request: ViewerRequest, stored: Stored, needs: int) -> None:
    said = {"n": stored.new + stored.corrected, "needs": needs, "alarms": len(stored.alarms)}
    words = _("已记 %(n)s 人") % said
    if needs:
        words += _("，%(needs)s 件求助") % said
    if stored.alarms:
        words += _("，开了 %(alarms)s 件异常") % said
    messages.success(request, words)


def _to_call(viewer: Viewer) -> list[Staff]:
    rows = Staff.objects.of(viewer).filter(active=True, role__in=("desk", "head"))
    return list(rows.exclude(phone="").order_by("role", "name")[:TO_CALL])
