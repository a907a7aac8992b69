"""The door-to-door list: stairwell by stairwell, a household that is well is one tap."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from wanjia.core.access.viewer import STAFF, Viewer, for_roles
from wanjia.core.http import ViewerRequest
from wanjia.core.ids import new_id, parse_id
from wanjia.core.problems import Problem
from wanjia.people.access import live_risks
from wanjia.people.models import Resident
from wanjia.people.photos.actions import keep_photo, photos_of
from wanjia.reports.answers.actions import Given, store_answers
from wanjia.reports.answers.offline_conflicts import (
    id_of_sending,
    measured_at,
    newer_answer,
    receipted,
    wants_receipt,
)
from wanjia.reports.labels import answer_words, round_words, wants_words
from wanjia.reports.models import Answer, Antigen, Pcr, Round
from wanjia.reports.queries import residents_with_status, round_by
from wanjia.reports.rounds.progress import round_progress
from wanjia.reports.rounds.views import stairwell_names, with_answers
from wanjia.risks import risks


@for_roles(*STAFF)
@receipted
def doors(request: ViewerRequest, round_id: UUID) -> HttpResponse:
    """The households of one stairwell; a post notes that those named are well."""
    viewer = request.viewer
    round_ = _round_of(request, viewer, round_id)
    if request.method == "POST":
        return _mark_well(request, viewer, round_)
    progress = round_progress(viewer, [round_])[round_.id]
    names = stairwell_names(viewer, progress.stairwells)
    chosen = chosen_stairwell(request.GET.get("stairwell"), names, progress.stairwells)
    rows = residents_with_status(viewer, round_).filter(dwelling__stairwell=chosen)
    homes = _homes(viewer, round_, rows)
    order = list(names)
    after = order[order.index(chosen) + 1] if chosen and chosen != order[-1] else None
    context = {
        "round": round_,
        "name": round_words(round_),
        "wants": wants_words(round_.wants),
        "progress": progress,
        "counts": progress.stairwells.get(chosen) if chosen else None,
        "tabs": [
            {
                "label": names[one],
                "url": f"?stairwell={one}",
                "current": one == chosen,
                "count": progress.stairwells[one].missing,
            }
            for one in names
        ],
        "stairwell": names.get(chosen) if chosen else "",
        "stairwell_id": chosen,
        "next": {"id": after, "name": names[after]} if after else None,
        "floors": _by_floor(homes),
        "open": sum(home["missing"] for home in homes),
        "sent": new_id(),
        "tick": _("都好"),
    }
    return render(request, "reports/doors.html", context)


def chosen_stairwell(
    text: str | None, names: dict[UUID, str], counts: dict[UUID, Any]
) -> UUID | None:
    """The stairwell that was asked for, or else the first where somebody is missing."""
    try:
        wanted = UUID(text or "")
    except ValueError:
        wanted = None
    if wanted in names:
        return wanted
    return next((one for one in names if counts[one].missing), next(iter(names), None))


def _homes(viewer: Viewer, round_: Round, rows: Any) -> list[dict[str, Any]]:
    """Households with their people and what they said, in the order of the doors."""
    people = with_answers(viewer, round_, rows)
    alone = set(
        live_risks()
        .filter(
            community_id=viewer.community_id,
            kind__in=risks().keys(lambda kind: kind.alone),
            resident__in=[one["resident"].id for one in people],
        )
        .values_list("resident", flat=True)
    )
    homes: dict[UUID, dict[str, Any]] = {}
    for one in people:
        resident = one["resident"]
        home = homes.setdefault(
            resident.dwelling_id,
            {
                "dwelling": resident.dwelling,
                "people": [],
                "missing": 0,
                "heard": 0,
                "abnormal": False,
                "elder": False,
            },
        )
        home["people"].append(one)
        home["missing"] += resident.status == "missing"
        home["heard"] += resident.status == "reported"
        home["abnormal"] = home["abnormal"] or resident.abnormal
        home["elder"] = home["elder"] or resident.id in alone
    return list(homes.values())


def _by_floor(homes: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    floors: dict[int, list[dict[str, Any]]] = {}
    for home in homes:
        floors.setdefault(home["dwelling"].floor, []).append(home)
    return [{"floor": floor, "homes": floors[floor]} for floor in sorted(floors)]


def _round_of(request: ViewerRequest, viewer: Viewer, round_id: UUID) -> Round:
    """The round of the page; what is sent may be of one that was cancelled meanwhile: somebody ill
    is heard all the same."""
    return round_by(viewer, round_id, cancelled=request.method == "POST")


def _mark_well(request: ViewerRequest, viewer: Viewer, round_: Round) -> HttpResponse:
    """Store "well" for those of these households who had not been heard from."""
    one = request.POST.get("one")
    wanted = [
        found
        for text in ([one] if one else request.POST.getlist("door"))
        if (found := parse_id(text))
    ]
    since = measured_at(request)
    rows = list(residents_with_status(viewer, round_).filter(dwelling__in=wanted))
    unheard = _unheard(viewer, round_, rows, since)
    sent = id_of_sending(request)
    given = [well(round_, person.id, sent) for person in unheard]
    newer = _newer(viewer, round_, [well(round_, person.id, sent) for person in rows], since)
    people = {person.id: person for person in unheard}
    done = store_answers(viewer, round_, given, "door", people, measured_at=since)
    if newer:
        raise newer
    if request.htmx and one and wanted:  # type: ignore[attr-defined]
        return _home(request, viewer, round_, wanted[0])
    stored = done.new + done.corrected
    if not wants_receipt(request):
        said = _("已记 %(n)s 人") % {"n": stored} if stored else _("没有要记的人")
        messages.success(request, said)
    place = f"?stairwell={request.POST.get('stairwell', '')}"
    anchor = f"#d-{wanted[0].hex}" if one and wanted else ""
    return HttpResponseRedirect(reverse("reports:doors", args=[round_.id]) + place + anchor)


def _unheard(
    viewer: Viewer, round_: Round, rows: Iterable[Any], since: datetime | None
) -> list[Any]:
    """Those of whom nothing is known; for a tick that waited, those of whom nothing was known when
    it was made."""
    unheard = [one for one in rows if one.status == "missing"]
    if since is None:
        return unheard
    asked = {one.id for one in rows if one.status == "reported"}
    held = Answer.objects.of(viewer).filter(round_id=round_.id, resident__in=asked)
    known = {one.resident_id for one in held if one.measured <= since}
    return unheard + [one for one in rows if one.id in asked - known]


def _newer(
    viewer: Viewer, round_: Round, given: Iterable[Given], since: datetime | None
) -> Problem | None:
    said = [(one.resident, one.antigen, str(one.temperature or "")) for one in given]
    return newer_answer(viewer, round_, said, since)


def well(round_: Round, resident: UUID, sent: UUID) -> Given:
    """What it means that a person seen at the door is well, for what the round asks."""
    return Given(
        resident,
        antigen="negative" if "antigen" in round_.wants else "",
        pcr="sampled" if "pcr" in round_.wants else "",
        well="temperature" in round_.wants,
        where="home" if set(round_.wants) & {"headcount", "contact"} else "",
        id=sent,
    )


def _home(request: ViewerRequest, viewer: Viewer, round_: Round, dwelling: UUID) -> HttpResponse:
    """One household of the list, as it stands now."""
    rows = residents_with_status(viewer, round_).filter(dwelling=dwelling)
    [home] = _homes(viewer, round_, rows)
    context = {"home": home, "round": round_, "sent": new_id(), "tick": _("都好")}
    return render(request, "reports/door_row.html", context)


@for_roles(*STAFF)
@receipted
def door(request: ViewerRequest, round_id: UUID, dwelling_id: UUID) -> HttpResponse:
    """One household, person by person: enter or correct what they said."""
    viewer = request.viewer
    round_ = _round_of(request, viewer, round_id)
    rows = list(residents_with_status(viewer, round_).filter(dwelling=dwelling_id))
    if not rows:
        raise Problem("answer.not_in_round")
    people = with_answers(viewer, round_, rows)
    problem = None
    if request.method == "POST":
        given = [_given(request, one) for one in rows]
        for person, said in zip(people, given, strict=True):
            person["typed"] = said
        try:
            _take(request, viewer, round_, rows, given)
        except Problem as found:
            problem = found
        else:
            if not wants_receipt(request):
                messages.success(request, _("已记下。"))
            back = reverse("reports:doors", args=[round_.id])
            stairwell = rows[0].dwelling.stairwell_id
            return redirect(f"{back}?stairwell={stairwell}#d-{dwelling_id.hex}")
    history = _history(viewer, round_, rows)
    context = {
        "round": round_,
        "name": round_words(round_),
        "wants": wants_words(round_.wants),
        "dwelling": rows[0].dwelling,
        "stairwell_text": str(rows[0].dwelling.stairwell_id),
        "people": [_fields(one) for one in people],
        "sent": request.POST.get("sent") or new_id(),
        "antigens": Antigen.choices,
        "pcrs": Pcr.choices,
        "problem": problem,
        "history": history,
        "photos": photos_of(viewer, round_.id).filter(dwelling=dwelling_id),
        "photo_id": new_id(),
    }
    status = problem.status if problem else 200
    page = render(request, "reports/door.html", context, status=status)
    page.refusal = problem.words() if problem else ""  # type: ignore[attr-defined]
    return page


def _history(viewer: Viewer, round_: Round, rows: list[Any]) -> list[dict[str, Any]]:
    """What was said of these people in this round before, or counts no more, newest first."""
    names = {one.id: one.name for one in rows}
    held = Answer.objects.of(viewer).filter(round_id=round_.id, resident__in=names, current=False)
    return [
        {"name": names[one.resident_id], "words": answer_words(one), "answer": one}
        for one in sorted(held, key=lambda one: one.measured, reverse=True)
    ]


def _take(
    request: ViewerRequest, viewer: Viewer, round_: Round, rows: list[Resident], given: list[Given]
) -> None:
    """Store what was typed of a household, then tell of what somebody else said meanwhile."""
    said, since = [one for one in given if _speaks(one)], measured_at(request)
    newer = _newer(viewer, round_, said, since)
    _store(request, viewer, round_, rows, said, since)
    if newer:
        raise newer


@transaction.atomic
def _store(
    request: ViewerRequest,
    viewer: Viewer,
    round_: Round,
    rows: list[Resident],
    said: list[Given],
    since: datetime | None,
) -> None:
    """Store answers and the photo with them, or nothing."""
    if file := request.FILES.get("photo"):
        photo_id = parse_id(request.POST.get("photo_id"))
        keep_photo(viewer, rows[0].dwelling_id, file, round_.id, photo_id)
    if said or not file:
        people = {one.id: one for one in rows}
        store_answers(viewer, round_, said, "door", people, measured_at=since)


def _given(request: ViewerRequest, one: Any) -> Given:
    names = ("antigen", "pcr", "temperature", "symptoms", "where")
    said = {name: request.POST.get(f"{name}-{one.id.hex}", "").strip() for name in names}
    well_too = bool(request.POST.get(f"well-{one.id.hex}")) and not said["temperature"]
    seen = bool(request.POST.get(f"seen-{one.id.hex}"))
    sent = id_of_sending(request)
    return Given(one.id, **said, well=well_too, whole=seen, id=sent)


def _speaks(one: Given) -> bool:
    return any((one.antigen, one.pcr, one.temperature, one.symptoms, one.where, one.well))


def _fields(person: dict[str, Any]) -> dict[str, Any]:
    """What stands in a person's fields: what was typed, else what is known."""
    shown = person.get("typed") or person["answer"]
    names = ("antigen", "pcr", "temperature", "symptoms", "where", "well")
    values = {name: getattr(shown, name, "") for name in names}
    values["temperature"] = values["temperature"] if values["temperature"] is not None else ""
    return {**person, "key": person["resident"].id.hex, "v": values}
