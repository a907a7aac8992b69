"""Pages of mothers and newborns: files, plans, the night it starts, weights, vaccinations."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.care.access import CARERS
from wanjia.care.contacts.contact_policy import SPOKE
from wanjia.care.models import Newborn, Pregnancy
from wanjia.care.mothers import actions
from wanjia.care.mothers.forms import (
    EndPregnancyForm,
    NewbornForm,
    PregnancyForm,
    VaccinateForm,
    WeighForm,
)
from wanjia.care.mothers.schedule import contact_days, doses_of, week_of, weight_concern
from wanjia.care.mothers.weight_chart import weight_chart
from wanjia.care.queries import helpers, visible_newborns, visible_pregnancies
from wanjia.core import clock
from wanjia.core.access.viewer import Viewer, for_roles
from wanjia.core.acts import read_form
from wanjia.core.http import ViewerRequest, tell_refusal
from wanjia.core.localized import localized
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.people.access import visible_residents
from wanjia.people.models import Contact, Resident
from wanjia.people.search.queries import residents_like

HITS = 12
DUE_SOON = timedelta(days=7)


@for_roles(*CARERS)
def mothers(request: ViewerRequest) -> HttpResponse:
    """Show pregnancies by due date with what is missing in the plan.

    Newborns with what is due.
    """
    viewer = request.viewer
    today = timezone.localdate(clock.now())
    files = [
        {"file": pregnancy, "week": week_of(pregnancy.due, today), "missing": missing(pregnancy)}
        for pregnancy in visible_pregnancies(viewer).filter(ended_at=None).order_by("due")
    ]
    babies = [
        _baby_row(newborn, today)
        for newborn in visible_newborns(viewer).filter(resident__left_at=None)
    ]
    return render(request, "care/mothers.html", {"files": files, "babies": babies})


def missing(file: Pregnancy) -> list[str]:
    """Return what the plan for the night it starts still lacks, in words."""
    lacks = (
        (file.hospital, _("建档医院")),
        (file.driver_id, _("谁开车送")),
        (file.escort, _("谁陪")),
        (file.plan, _("那晚怎么办")),
    )
    return [words for value, words in lacks if not value]


def _baby_row(baby: Newborn, today: Any) -> dict[str, Any]:
    doses = doses_of(baby.born, {row.dose: row.given_on for row in baby.vaccinations.all()})
    waiting = [dose for dose in doses if dose.given_on is None]
    weights = [(row.day, row.grams) for row in baby.weighings.all()]
    return {
        "file": baby,
        "days": (today - baby.born).days,
        "next": waiting[0] if waiting else None,
        "late": bool(waiting and waiting[0].due < today),
        "concern": concern_words(weight_concern(baby.born, baby.birth_grams, weights)),
        "unscreened": baby.screened_on is None and (today - baby.born).days >= 3,
    }


def concern_words(code: str) -> str:
    """Return what a weight curve gives cause for, in words.

    Empty if nothing.
    """
    words = {
        "loss": _("比出生轻了一成以上，请医生看"),
        "slow": _("两周了还没回到出生体重，请医生看"),
    }
    return words.get(code, "")


@for_roles(*CARERS)
def new(request: ViewerRequest) -> HttpResponse:
    """Find who is pregnant, or the newborn, and open the file."""
    viewer = request.viewer
    text = request.GET.get("q", "").strip()
    hits = residents_like(viewer, text).select_related("dwelling__stairwell__estate")[:HITS]
    return render(request, "care/mothers_new.html", {"q": text, "hits": hits if text else []})


@for_roles(*CARERS)
def pregnancy(request: ViewerRequest, resident_id: UUID) -> HttpResponse:
    """Show the file of a pregnancy: opened, read, brought up to date."""
    viewer = request.viewer
    person = _get_person(viewer, resident_id)
    file = visible_pregnancies(viewer).filter(resident=person, ended_at=None).first()
    people = helpers(viewer).order_by("role", "name")
    initial = {
        name: getattr(file, name)
        for name in ("due", "hospital", "hospital_phone", "escort", "plan", "note")
    } | {"driver": str(file.driver_id or "")} if file else {}  # fmt: skip
    form = PregnancyForm(request.POST or None, initial=initial, people=people)
    problem = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_pregnancy(viewer, person.id, **_with_driver(form.cleaned_data))
        except Problem as refused:
            problem = refused
        else:
            messages.success(request, _("已保存。"))
            return redirect("care:pregnancy", person.id)
    context = {
        "person": person,
        "file": file,
        "form": form,
        "problem": problem,
        "missing": missing(file) if file else [],
        "week": week_of(file.due, timezone.localdate(clock.now())) if file else None,
        "plan": _list_contact_days(viewer, file) if file else [],
    }
    if file and request.GET.get("print") == "1":
        return render(request, "care/pregnancy_print.html", context)
    return render(
        request, "care/pregnancy.html", context, status=problem.status if problem else 200
    )


def _with_driver(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "driver": UUID(data["driver"]) if data["driver"] else None}


def _get_person(viewer: Viewer, resident_id: UUID) -> Resident:
    return get_or_refuse(
        visible_residents(viewer).filter(id=resident_id).select_related("dwelling")
    )


def _list_contact_days(viewer: Viewer, file: Pregnancy) -> list[dict[str, Any]]:
    """Return each day of the contact plan.

    Spoken with in its stretch, missed, or still to come.
    """
    today = timezone.localdate(clock.now())
    days = contact_days(file.due, timezone.localdate(file.opened_at))
    rows = Contact.objects.of(viewer).filter(resident=file.resident_id, outcome__in=SPOKE)
    spoke = [timezone.localdate(at) for at in rows.values_list("occurred_at", flat=True)]
    ends = [*days[1:], file.due + timedelta(weeks=3)]
    return [
        {
            "day": day,
            "week": week_of(file.due, day),
            "done": any(day <= spoke_on < end for spoke_on in spoke),
            "missed": end <= today and not any(day <= spoke_on < end for spoke_on in spoke),
            "now": day <= today < end,
        }
        for day, end in zip(days, ends, strict=True)
    ]


@for_roles(*CARERS)
@require_POST
def pregnancy_end(request: ViewerRequest, file_id: UUID) -> HttpResponse:
    """Close a file.

    The child is born, or a hospital elsewhere has taken over.
    """
    typed = read_form(EndPregnancyForm(request.POST))
    file = actions.end_pregnancy(request.viewer, file_id, typed["why"])
    messages.success(request, _("档案已结束。孩子登记到这户以后，可以开新生儿档案。"))
    return redirect("people:dwelling", file.resident.dwelling_id)


@for_roles(*CARERS)
def newborn(request: ViewerRequest, resident_id: UUID) -> HttpResponse:
    """Show a newborn's file: birth, feeding, weight, screening, vaccinations."""
    viewer = request.viewer
    person = _get_person(viewer, resident_id)
    file = visible_newborns(viewer).filter(resident=person).first()
    names = ("born", "hospital", "birth_grams", "feeding", "formula", "nappies", "screened_on",
             "note")  # fmt: skip
    initial = {name: getattr(file, name) for name in names} if file else {"born": person.birth}
    form = NewbornForm(request.POST or None, initial=initial)
    problem = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_newborn(viewer, person.id, **form.cleaned_data)
        except Problem as refused:
            problem = refused
        else:
            messages.success(request, _("已保存。"))
            return redirect("care:newborn", person.id)
    context = {"person": person, "file": file, "form": form, "problem": problem}
    if file:
        context |= _newborn_context(file)
    return render(request, "care/newborn.html", context, status=problem.status if problem else 200)


def _newborn_context(file: Newborn) -> dict[str, Any]:
    today = timezone.localdate(clock.now())
    given = {row.dose: row.given_on for row in file.vaccinations.all()}
    weights = sorted((row.day, row.grams) for row in file.weighings.all())
    points = [(file.born, file.birth_grams), *weights] if file.birth_grams else weights
    return {
        "today": today,
        "days": (today - file.born).days,
        "doses": [
            {
                "key": dose.dose.key,
                "name": localized(dose.dose.name),
                "due": dose.due,
                "given": dose.given_on,
                "late": dose.given_on is None and dose.due < today,
                "soon": dose.given_on is None and today <= dose.due <= today + DUE_SOON,
            }
            for dose in doses_of(file.born, given)
        ],
        "weights": points,
        "chart": weight_chart([(day, grams) for day, grams in points if grams]),
        "concern": concern_words(weight_concern(file.born, file.birth_grams, weights)),
    }


@for_roles(*CARERS, "volunteer")
@require_POST
def weigh(request: ViewerRequest, newborn_id: UUID) -> HttpResponse:
    """Note what a child weighed."""
    return _note_on_newborn(request, newborn_id, WeighForm(request.POST), actions.weigh)


@for_roles(*CARERS, "volunteer")
@require_POST
def vaccinate(request: ViewerRequest, newborn_id: UUID) -> HttpResponse:
    """Note a dose that was given."""
    return _note_on_newborn(request, newborn_id, VaccinateForm(request.POST), actions.vaccinate)


def _note_on_newborn(
    request: ViewerRequest, newborn_id: UUID, form: forms.Form, action: Callable[..., object]
) -> HttpResponse:
    file = get_or_refuse(visible_newborns(request.viewer), id=newborn_id)
    if not form.is_valid():
        tell_refusal(request, _("请填日期和数字。"))
        return redirect("care:newborn", file.resident_id)
    try:
        action(request.viewer, newborn_id, **form.cleaned_data)
    except Problem as problem:
        if problem.status == 404:
            raise
        tell_refusal(request, problem.words())
    else:
        messages.success(request, _("已记下。"))
    return redirect("care:newborn", file.resident_id)
