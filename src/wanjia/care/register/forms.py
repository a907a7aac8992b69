"""What the acts on the risk register ask."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wanjia.core.typed_fields import DayField
from wanjia.people.labels import WEEKDAYS
from wanjia.people.risk_kinds import risk_choices


class RiskForm(forms.Form):
    """Why somebody needs care, and what is known of it."""

    kind = forms.ChoiceField(label=_("为什么要关照"), choices=risk_choices)
    source = forms.CharField(label=_("从哪里知道"), max_length=40, required=False)
    due = DayField(
        label=_("预产期"),
        required=False,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )
    born = DayField(
        label=_("出生日期"),
        required=False,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )
    weekdays = forms.MultipleChoiceField(
        label=_("每周哪几天做"),
        required=False,
        choices=tuple(enumerate(WEEKDAYS, 1)),
        widget=forms.CheckboxSelectMultiple,
    )
    hospital = forms.CharField(label=_("医院"), max_length=60, required=False)
    drug = forms.CharField(label=_("什么药"), max_length=60, required=False)
    days_left = forms.IntegerField(label=_("还够几天"), required=False, min_value=0, max_value=365)
    speaks = forms.CharField(label=_("说什么话"), max_length=40, required=False)
    note = forms.CharField(label=_("备注"), max_length=200, required=False)

    def detail(self) -> dict[str, Any]:
        """Return what is known, as the register keeps it."""
        data = self.cleaned_data
        known = {key: data[key] for key in ("hospital", "drug", "days_left", "speaks", "note")}
        known |= {key: data[key].isoformat() for key in ("due", "born") if data[key]}
        known["weekdays"] = [int(weekday) for weekday in data["weekdays"]]
        return known


class JudgeForm(forms.Form):
    """A line of the register; `query` is the filter of the page that one goes back to."""

    query = forms.CharField(required=False)


class EndRiskForm(JudgeForm):
    """Why a risk holds no more."""

    why = forms.CharField(required=False)


class ConfirmAllForm(JudgeForm):
    """Of which kind all suggestions are true."""

    kind = forms.CharField(required=False)
