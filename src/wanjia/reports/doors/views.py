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
from wanjia.core.acts import read_form
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
    sent_before,
    wants_receipt,
)
from wanjia.reports.doors.forms import PersonForm, PhotoForm, WellForm
from wanjia.reports.exposures.queries import contact_words
from wanjia.reports.labels import answer_words, round_words, wants_words
from wanjia.reports.models import Answer, Antigen, Pcr, Round
from wanjia.reports.queries import residents_with_status, round_by
from wanjia.reports.rounds.progress import round_progress
from wanjia.reports.rounds.views import stairwell_names, with_answers
from wanjia.risks import risks


@for_roles(*STAFF)
@receipted
def doors(request: ViewerRequest, round_id: UUID) -> HttpResponse:
    """Show the households of one stairwell.

    A post notes that those named are well.
    """
    viewer = request.viewer
    round_ = _round_of(request, viewer, round_id)
    if request.method == "POST":
        return _mark_well(request, viewer, round_)
    progress = round_progress(viewer, [round_])[round_.id]
    names = stairwell_names(viewer, progress.stairwells)
    chosen = chosen_stairwell(request.GET.get("stairwell"), names, progress.stairwells)
    rows = residents_with_status(viewer, round_).filter(dwelling__stairwell=chosen)
    homes = _list_homes(viewer, round_, rows)
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
                "label": names[stairwell_id],
                "url": f"?stairwell={stairwell_id}",
                "current": stairwell_id == chosen,
                "count": progress.stairwells[stairwell_id].missing,
            }
            for stairwell_id in names
        ],
        "stairwell": names.get(chosen) if chosen else "",
        "stairwell_id": chosen,
        "of_stairwell": f"?stairwell={chosen}" if chosen else "",
        "next": {"id": after, "name": names[after]} if after else None,
        "floors": _group_by_floor(homes),
        "open": sum(home["missing"] for home in homes),
        "sent": new_id(),
        "tick": tick_words(round_),
    }
    return render(request, "reports/doors.html", context)


def chosen_stairwell(
    text: str | None, names: dict[UUID, str], counts: dict[UUID, Any]
) -> UUID | None:
    """Return the stairwell that was asked for, or else the first where somebody is missing."""
    wanted = parse_id(text)
    if wanted in names:
        return wanted
    return next(
        (stairwell_id for stairwell_id in names if counts[stairwell_id].missing),
        next(iter(names), None),
    )


def _list_homes(viewer: Viewer, round_: Round, rows: Any) -> list[dict[str, Any]]:
    """Return households with their people and what they said, in the order of the doors."""
    people = with_answers(viewer, round_, rows)
    alone = set(
        live_risks()
        .filter(
            community_id=viewer.community_id,
            kind__in=risks().keys(lambda kind: kind.alone),
            resident__in=[person["resident"].id for person in people],
        )
        .values_list("resident", flat=True)
    )
    near = contact_words(viewer, [person["resident"].id for person in people])
    homes: dict[UUID, dict[str, Any]] = {}
    for person in people:
        resident = person["resident"]
        home = homes.setdefault(
            resident.dwelling_id,
            {
                "dwelling": resident.dwelling,
                "people": [],
                "missing": 0,
                "heard": 0,
                "abnormal": False,
                "elder": False,
                "near_case": "",
            },
        )
        home["people"].append(person)
        home["missing"] += resident.status == "missing"
        home["heard"] += resident.status == "reported"
        home["abnormal"] = home["abnormal"] or resident.abnormal
        home["elder"] = home["elder"] or resident.id in alone
        home["near_case"] = home["near_case"] or near.get(resident.id, "")
    return list(homes.values())


def _group_by_floor(homes: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    floors: dict[int, list[dict[str, Any]]] = {}
    for home in homes:
        floors.setdefault(home["dwelling"].floor, []).append(home)
    return [{"floor": floor, "homes": floors[floor]} for floor in sorted(floors)]


def _round_of(request: ViewerRequest, viewer: Viewer, round_id: UUID) -> Round:
    """Return the round of the page.

    What is sent may be of one that was cancelled meanwhile: somebody ill is heard all the same.
    """
    return round_by(viewer, round_id, cancelled=request.method == "POST")


def _mark_well(request: ViewerRequest, viewer: Viewer, round_: Round) -> HttpResponse:
    """Store "well" for those of these households who had not been heard from."""
    ticked = read_form(WellForm(request.POST))
    pressed = ticked["one"]
    wanted = [pressed] if pressed else ticked["door"]
    since = measured_at(request)
    rows = list(residents_with_status(viewer, round_).filter(dwelling__in=wanted))
    unheard = _find_unheard(viewer, round_, rows, since)
    sent = id_of_sending(request)
    given = [well(round_, person.id, sent) for person in unheard]
    newer = _find_newer(viewer, round_, [well(round_, person.id, sent) for person in rows], since)
    people = {person.id: person for person in unheard}
    done = store_answers(viewer, round_, given, "door", people, measured_at=since)
    if newer:
        raise newer
    if request.htmx and pressed:
        return _render_home(request, viewer, round_, pressed)
    stored = done.new + done.corrected
    if not wants_receipt(request):
        notice = _("已记 %(n)s 人") % {"n": stored} if stored else _("没有要记的人")
        messages.success(request, notice)
    place = f"?stairwell={ticked['stairwell']}"
    anchor = f"#d-{pressed.hex}" if pressed else ""
    return HttpResponseRedirect(reverse("reports:doors", args=[round_.id]) + place + anchor)


def _find_unheard(
    viewer: Viewer, round_: Round, rows: Iterable[Any], since: datetime | None
) -> list[Any]:
    """Return those of whom nothing is known.

    For a tick that waited, those of whom nothing was known when it was made.
    """
    unheard = [resident for resident in rows if resident.status == "missing"]
    if since is None:
        return unheard
    asked = {resident.id for resident in rows if resident.status == "reported"}
    held = Answer.objects.of(viewer).filter(round_id=round_.id, resident__in=asked)
    known = {answer.resident_id for answer in held if answer.measured <= since}
    return unheard + [resident for resident in rows if resident.id in asked - known]


def _find_newer(
    viewer: Viewer, round_: Round, given: Iterable[Given], since: datetime | None
) -> Problem | None:
    results = [(answer.resident, answer.antigen, str(answer.temperature or "")) for answer in given]
    return newer_answer(viewer, round_, results, since)


def well(round_: Round, resident: UUID, sent: UUID) -> Given:
    """Return what it means that a person seen at the door is well, for what the round asks."""
    return Given(
        resident,
        antigen="negative" if "antigen" in round_.wants else "",
        pcr="sampled" if "pcr" in round_.wants else "",
        well="temperature" in round_.wants,
        where="home" if set(round_.wants) & {"headcount", "contact"} else "",
        id=sent,
    )


def tick_words(round_: Round) -> str:
    """Return what one tap says of a household, by what the round asks."""
    return _("全家阴性") if "antigen" in round_.wants else _("全家平安")


def _render_home(
    request: ViewerRequest, viewer: Viewer, round_: Round, dwelling: UUID
) -> HttpResponse:
    """Show a household of the list, as it stands now."""
    rows = residents_with_status(viewer, round_).filter(dwelling=dwelling)
    [home] = _list_homes(viewer, round_, rows)
    context = {"home": home, "round": round_, "sent": new_id(), "tick": tick_words(round_)}
    return render(request, "reports/door_row.html", context)


@for_roles(*STAFF)
@receipted
def door(request: ViewerRequest, round_id: UUID, dwelling_id: UUID) -> HttpResponse:
    """Show a household, person by person: enter or correct what they said."""
    viewer = request.viewer
    round_ = _round_of(request, viewer, round_id)
    rows = list(residents_with_status(viewer, round_).filter(dwelling=dwelling_id))
    if not rows:
        raise Problem("answer.not_in_round")
    people = with_answers(viewer, round_, rows)
    problem = None
    if request.method == "POST":
        given = [_read_answer(request, resident) for resident in rows]
        for person, answer in zip(people, given, strict=True):
            person["typed"] = answer
        try:
            _take_answers(request, viewer, round_, rows, given)
        except Problem as found:
            problem = found
        else:
            if not wants_receipt(request):
                messages.success(request, _("已记下。"))
            back = reverse("reports:doors", args=[round_.id])
            stairwell = rows[0].dwelling.stairwell_id
            return redirect(f"{back}?stairwell={stairwell}#d-{dwelling_id.hex}")
    history = _list_history(viewer, round_, rows)
    context = {
        "round": round_,
        "name": round_words(round_),
        "wants": wants_words(round_.wants),
        "dwelling": rows[0].dwelling,
        "stairwell_text": str(rows[0].dwelling.stairwell_id),
        "people": [_person_fields(person) for person in people],
        "sent": sent_before(request) or new_id(),
        "antigens": Antigen.choices,
        "pcrs": Pcr.choices,
        "wheres": [
            ("home", _("在家")),
            ("away", _("外出")),
            ("hospital", _("住院")),
            ("work", _("单位")),
        ],
        "problem": problem,
        "history": history,
        "photos": photos_of(viewer, round_.id).filter(dwelling=dwelling_id),
        "photo_id": new_id(),
    }
    status = problem.status if problem else 200
    page = render(request, "reports/door.html", context, status=status)
    page.refusal = problem.words() if problem else ""  # type: ignore[attr-defined]
    return page


def _list_history(viewer: Viewer, round_: Round, rows: list[Any]) -> list[dict[str, Any]]:
    """Return earlier answers of these people that no longer count, newest first."""
    names = {resident.id: resident.name for resident in rows}
    held = Answer.objects.of(viewer).filter(round_id=round_.id, resident__in=names, current=False)
    return [
        {"name": names[answer.resident_id], "words": answer_words(answer), "answer": answer}
        for answer in sorted(held, key=lambda answer: answer.measured, reverse=True)
    ]


def _take_answers(
    request: ViewerRequest, viewer: Viewer, round_: Round, rows: list[Resident], given: list[Given]
) -> None:
    """Store what was typed of a household, then tell of what somebody else said meanwhile."""
    answers, since = [answer for answer in given if _says_anything(answer)], measured_at(request)
    newer = _find_newer(viewer, round_, answers, since)
    _store_home(request, viewer, round_, rows, answers, since)
    if newer:
        raise newer


@transaction.atomic
def _store_home(
    request: ViewerRequest,
    viewer: Viewer,
    round_: Round,
    rows: list[Resident],
    answers: list[Given],
    since: datetime | None,
) -> None:
    """Store answers and the photo with them, or nothing."""
    photo = read_form(PhotoForm(request.POST, request.FILES))
    if file := photo["photo"]:
        keep_photo(viewer, rows[0].dwelling_id, file, round_.id, photo["photo_id"])
    if answers or not file:
        people = {resident.id: resident for resident in rows}
        store_answers(viewer, round_, answers, "door", people, measured_at=since)


def _read_answer(request: ViewerRequest, resident: Any) -> Given:
    content = read_form(PersonForm(request.POST, prefix=resident.id.hex))
    seen = bool(content.pop("seen"))
    well_too = bool(content.pop("well")) and not content["temperature"]
    return Given(resident.id, **content, well=well_too, whole=seen, id=id_of_sending(request))


def _says_anything(answer: Given) -> bool:
    return any(
        (answer.antigen, answer.pcr, answer.temperature, answer.symptoms, answer.where, answer.well)
    )


def _person_fields(person: dict[str, Any]) -> dict[str, Any]:
    """Return what stands in a person's fields.

    What was typed, else what is known.
    """
    shown = person.get("typed") or person["answer"]
    names = ("antigen", "pcr", "temperature", "symptoms", "where", "well")
    values = {name: getattr(shown, name, "") for name in names}
    values["temperature"] = values["temperature"] if values["temperature"] is not None else ""
    return {**person, "key": person["resident"].id.hex, "values": values}
