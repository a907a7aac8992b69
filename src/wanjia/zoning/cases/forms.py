"""What the acts on cases ask."""

from django import forms
from django.utils.translation import gettext_lazy as _

from wanjia.core.typed_fields import DayField, MomentField, MomentInput
from wanjia.zoning.models import TestKind


class FindForm(forms.Form):
    """Whose case it is.

    What was typed to find them, the home, the person.
    """

    q = forms.CharField(required=False)
    dwelling = forms.UUIDField(required=False)
    resident = forms.UUIDField(required=False)


class CaseForm(forms.Form):
    """A positive person: which test, when sampled, who told us."""

    test = forms.ChoiceField(label=_("检测"), choices=TestKind.choices, widget=forms.RadioSelect)
    sampled_at = MomentField(label=_("采样时间"), widget=MomentInput())
    told_by = forms.CharField(label=_("谁通知的"), max_length=80)
    note = forms.CharField(label=_("备注"), max_length=500, required=False)
    case_id = forms.UUIDField(widget=forms.HiddenInput)


class UnplacedForm(CaseForm):
    """A positive person whose home is not known, or outside."""

    place = forms.CharField(
        label=_("知道住在哪里的一点线索"),
        help_text=_("如：暂住宾馆、外省来沪、只知道是送货的。"),
        max_length=120,
    )
    field_order = ("place", "test", "sampled_at", "told_by", "note", "case_id")


class PlaceForm(forms.Form):
    """Where a case lives, now that somebody knows."""

    who = forms.CharField(
        label=_("住处"), help_text=_("门号，或门号和姓名，如 23-602 张三。"), max_length=80
    )


class OnsetForm(forms.Form):
    """On which day a case fell ill."""

    onset_on = DayField(label=_("发病日期"), widget=forms.DateInput(attrs={"type": "date"}))


class WithdrawForm(forms.Form):
    """Why a case was a mistake."""

    why = forms.CharField(label=_("理由"), max_length=200)


class DecideForm(forms.Form):
    """What a case in a zone does, and why.

    The action judges both.
    """

    decision = forms.CharField(label=_("决定"), required=False)
    why = forms.CharField(label=_("理由"), max_length=200, required=False)
