"""Pages of mothers and newborns: files, plans, the night it starts, weights, vaccinations."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from wanjia.care import actions
from wanjia.care.contacts.contact_policy import SPOKE
from wanjia.care.models import Feeding, Newborn, Pregnancy
from wanjia.care.mothers.schedule import contact_days, doses_of, week_of, weight_concern
from wanjia.care.mothers.weight_chart import weight_chart
from wanjia.care.queries import helpers, visible_newborns, visible_pregnancies
from wanjia.core import clock
from wanjia.core.access.viewer import Viewer, for_roles
from wanjia.core.http import ViewerRequest
from wanjia.core.localized import localized
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.core.typed_fields import DayField
from wanjia.people.access import visible_residents
from wanjia.people.models import Contact, Resident
from wanjia.people.search.queries import residents_like

WHO = actions.WHO_CARES
HITS = 12
DUE_SOON = timedelta(days=7)
_DAY = forms.DateInput({"type": "date"}, "%Y-%m-%d")


class PregnancyForm(forms.Form):
    """A pregnancy's file."""

    due = DayField(label=gettext_lazy("预产期"), widget=_DAY)
    hospital = forms.CharField(label=gettext_lazy("建档医院"), max_length=80, required=False)
    hospital_phone = forms.CharField(label=gettext_lazy("医院电话"), max_length=20, required=False)
    driver = forms.ChoiceField(label=gettext_lazy("谁开车送"), required=False)
    escort = forms.CharField(label=gettext_lazy("谁陪"), max_length=80, required=False)
    plan = forms.CharField(
        label=gettext_lazy("发动那晚怎么办：走哪条路、从哪个门出、先打给谁"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    note = forms.CharField(label=gettext_lazy("备注"), max_length=300, required=False)

    def __init__(self, *args: Any, people: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(one.id), f"{one.name} {one.phone}") for one in people]
        self.fields["driver"].choices = [("", "—"), *choices]  # type: ignore[attr-defined]


class NewbornForm(forms.Form):
    """A newborn's file."""

    born = DayField(label=gettext_lazy("出生日期"), widget=_DAY)
    hospital = forms.CharField(label=gettext_lazy("出生医院"), max_length=80, required=False)
    birth_grams = forms.IntegerField(label=gettext_lazy("出生体重（克）"), required=False)
    feeding = forms.ChoiceField(
        label=gettext_lazy("喂养"), choices=[("", "—"), *Feeding.choices], required=False
    )
    formula = forms.CharField(label=gettext_lazy("哪种奶粉"), max_length=80, required=False)
    nappies = forms.CharField(label=gettext_lazy("尿布尺码"), max_length=40, required=False)
    screened_on = DayField(label=gettext_lazy("足跟血筛查"), required=False, widget=_DAY)
    note = forms.CharField(label=gettext_lazy("备注"), max_length=300, required=False)


def _viewer(request: ViewerRequest) -> Viewer:
    return request.viewer


@for_roles(*WHO)
def mothers(request: ViewerRequest) -> HttpResponse:
    """Pregnancies by due date with what is missing in the plan; newborns with what is due."""
    viewer = _viewer(request)
    today = timezone.localdate(clock.now())
    files = [
        {"file": one, "week": week_of(one.due, today), "missing": missing(one)}
        for one in visible_pregnancies(viewer).filter(ended_at=None).order_by("due")
    ]
    babies = [_baby(one, today) for one in visible_newborns(viewer).filter(resident__left_at=None)]
    return render(request, "care/mothers.html", {"files": files, "babies": babies})


def missing(file: Pregnancy) -> list[str]:
    """What the plan for the night it starts still lacks, in words."""
    lacks = (
        (file.hospital, _("建档医院")),
        (file.driver_id, _("谁开车送")),
        (file.escort, _("谁陪")),
        (file.plan, _("那晚怎么办")),
    )
    return [words for value, words in lacks if not value]


def _baby(one: Newborn, today: Any) -> dict[str, Any]:
    doses = doses_of(one.born, {row.dose: row.given_on for row in one.vaccinations.all()})
    waiting = [dose for dose in doses if dose.given_on is None]
    weights = [(row.day, row.grams) for row in one.weighings.all()]
    return {
        "file": one,
        "days": (today - one.born).days,
        "next": waiting[0] if waiting else None,
        "late": bool(waiting and waiting[0].due < today),
        "concern": concern_words(weight_concern(one.born, one.birth_grams, weights)),
        "unscreened": one.screened_on is None and (today - one.born).days >= 3,
    }


def concern_words(code: str) -> str:
    """What a weight curve gives cause for, in words; empty if nothing."""
    words = {
        "loss": _("比出生轻了一成以上，请医生看"),
        "slow": _("两周了还没回到出生体重，请医生看"),
    }
    return words.get(code, "")


@for_roles(*WHO)
def new(request: ViewerRequest) -> HttpResponse:
    """Find who is pregnant, or the newborn, and open the file."""
    viewer = _viewer(request)
    text = request.GET.get("q", "").strip()
    hits = residents_like(viewer, text).select_related("dwelling__stairwell__estate")[:HITS]
    return render(request, "care/mothers_new.html", {"q": text, "hits": hits if text else []})


@for_roles(*WHO)
def pregnancy(request: ViewerRequest, resident_id: UUID) -> HttpResponse:
    """The file of a pregnancy: opened, read, brought up to date."""
    viewer = _viewer(request)
    person = _person(viewer, resident_id)
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
        "plan": _contact_plan(viewer, file) if file else [],
    }
    if file and request.GET.get("print") == "1":
        return render(request, "care/pregnancy_print.html", context)
    return render(
        request, "care/pregnancy.html", context, status=problem.status if problem else 200
    )


def _with_driver(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "driver": UUID(data["driver"]) if data["driver"] else None}


def _person(viewer: Viewer, resident_id: UUID) -> Resident:
    return get_or_refuse(
        visible_residents(viewer).filter(id=resident_id).select_related("dwelling")
    )


def _contact_plan(viewer: Viewer, file: Pregnancy) -> list[dict[str, Any]]:
    """Each day of the contact plan: spoken with in its stretch, missed, or still to come."""
    today = timezone.localdate(clock.now())
    days = contact_days(file.due, timezone.localdate(file.opened_at))
    rows = Contact.objects.of(viewer).filter(resident=file.resident_id, outcome__in=SPOKE)
    spoke = [timezone.localdate(at) for at in rows.values_list("at", flat=True)]
    ends = [*days[1:], file.due + timedelta(weeks=3)]
    return [
        {
            "day": day,
            "week": week_of(file.due, day),
            "done": any(day <= one < end for one in spoke),
            "missed": end <= today and not any(day <= one < end for one in spoke),
            "now": day <= today < end,
        }
        for day, end in zip(days, ends, strict=True)
    ]


@for_roles(*WHO)
@require_POST
def pregnancy_end(request: ViewerRequest, file_id: UUID) -> HttpResponse:
    """The child is born, or a hospital elsewhere has taken over."""
    file = actions.end_pregnancy(_viewer(request), file_id, request.POST.get("why", "").strip())
    messages.success(request, _("档案已结束。孩子登记到这户以后，可以开新生儿档案。"))
    return redirect("people:dwelling", file.resident.dwelling_id)


@for_roles(*WHO)
def newborn(request: ViewerRequest, resident_id: UUID) -> HttpResponse:
    """A newborn's file: birth, feeding, weight, screening, vaccinations."""
    viewer = _viewer(request)
    person = _person(viewer, resident_id)
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
        context |= _curves(file)
    return render(request, "care/newborn.html", context, status=problem.status if problem else 200)


def _curves(file: Newborn) -> dict[str, Any]:
    today = timezone.localdate(clock.now())
    given = {row.dose: row.given_on for row in file.vaccinations.all()}
    weights = sorted((row.day, row.grams) for row in file.weighings.all())
    points = [(file.born, file.birth_grams), *weights] if file.birth_grams else weights
    return {
        "today": today,
        "days": (today - file.born).days,
        "doses": [
            {
                "key": one.dose.key,
                "name": localized(one.dose.name),
                "due": one.due,
                "given": one.given_on,
                "late": one.given_on is None and one.due < today,
                "soon": one.given_on is None and today <= one.due <= today + DUE_SOON,
            }
            for one in doses_of(file.born, given)
        ],
        "weights": points,
        "chart": weight_chart([(one, grams) for one, grams in points if grams]),
        "concern": concern_words(weight_concern(file.born, file.birth_grams, weights)),
    }


@for_roles(*WHO, "volunteer")
@require_POST
def newborn_step(request: ViewerRequest, newborn_id: UUID) -> HttpResponse:
    """Weigh the child, or note a dose that was given."""
    viewer = _viewer(request)
    form = _WeighForm(request.POST) if "grams" in request.POST else _DoseForm(request.POST)
    file = get_or_refuse(visible_newborns(viewer), id=newborn_id)
    if not form.is_valid():
        messages.error(request, _("请填日期和数字。"))
        return redirect("care:newborn", file.resident_id)
    data = form.cleaned_data
    try:
        if "grams" in data:
            actions.weigh(viewer, newborn_id, data["day"], data["grams"])
        else:
            actions.vaccinate(viewer, newborn_id, data["dose"], data["day"])
    except Problem as problem:
        if problem.status == 404:
            raise
        messages.error(request, problem.words())
    else:
        messages.success(request, _("已记下。"))
    return redirect("care:newborn", file.resident_id)


class _WeighForm(forms.Form):
    day = DayField()
    grams = forms.IntegerField()


class _DoseForm(forms.Form):
    day = DayField()
    dose = forms.CharField(max_length=20)
