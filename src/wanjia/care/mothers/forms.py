"""What the files of mothers and newborns ask."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wanjia.care.models import Feeding
from wanjia.core.typed_fields import DayField

_DAY = forms.DateInput({"type": "date"}, "%Y-%m-%d")


class PregnancyForm(forms.Form):
    """A pregnancy's file."""

    due = DayField(label=_("预产期"), widget=_DAY)
    hospital = forms.CharField(label=_("建档医院"), max_length=80, required=False)
    hospital_phone = forms.CharField(label=_("医院电话"), max_length=20, required=False)
    driver = forms.ChoiceField(label=_("谁开车送"), required=False)
    escort = forms.CharField(label=_("谁陪"), max_length=80, required=False)
    plan = forms.CharField(
        label=_("发动那晚怎么办：走哪条路、从哪个门出、先打给谁"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    note = forms.CharField(label=_("备注"), max_length=300, required=False)

    def __init__(self, *args: Any, people: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(member.id), f"{member.name} {member.phone}") for member in people]
        self.fields["driver"].choices = [("", "—"), *choices]  # type: ignore[attr-defined]


class NewbornForm(forms.Form):
    """A newborn's file."""

    born = DayField(label=_("出生日期"), widget=_DAY)
    hospital = forms.CharField(label=_("出生医院"), max_length=80, required=False)
    birth_grams = forms.IntegerField(label=_("出生体重（克）"), required=False)
    feeding = forms.ChoiceField(
        label=_("喂养"), choices=[("", "—"), *Feeding.choices], required=False
    )
    formula = forms.CharField(label=_("哪种奶粉"), max_length=80, required=False)
    nappies = forms.CharField(label=_("尿布尺码"), max_length=40, required=False)
    screened_on = DayField(label=_("足跟血筛查"), required=False, widget=_DAY)
    note = forms.CharField(label=_("备注"), max_length=300, required=False)


class EndPregnancyForm(forms.Form):
    """Why a file is closed."""

    why = forms.CharField(required=False)


class WeighForm(forms.Form):
    """What a child weighed on a day."""

    day = DayField()
    grams = forms.IntegerField()


class VaccinateForm(forms.Form):
    """Which dose was given, and when."""

    given_on = DayField()
    dose = forms.CharField(max_length=20)
