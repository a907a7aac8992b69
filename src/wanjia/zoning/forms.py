"""Forms of the zoning floor."""

from django import forms
from django.utils.translation import gettext_lazy as _

from wanjia.core.typed_fields import MomentField
from wanjia.zoning.models import TestKind


class MomentInput(forms.DateTimeInput):
    """A date and time as browsers ask for it."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class CaseForm(forms.Form):
    """A positive person: which test, when sampled, who told us."""

    test = forms.ChoiceField(label=_("检测"), choices=TestKind.choices, widget=forms.RadioSelect)
    sampled_at = MomentField(label=_("采样时间"), widget=MomentInput())
    told_by = forms.CharField(label=_("谁通知的"), max_length=80)
    note = forms.CharField(label=_("备注"), max_length=500, required=False)
    case_id = forms.UUIDField(widget=forms.HiddenInput)


class WhyForm(forms.Form):
    """A reason."""

    why = forms.CharField(label=_("理由"), max_length=200)


class StepForm(forms.Form):
    """A step to another class, with its reason where the protocol does not propose it."""

    to_class = forms.CharField(max_length=40)
    why = forms.CharField(max_length=200, required=False)


class MoveForm(forms.Form):
    """Another protocol, and the class under it."""

    protocol = forms.CharField(max_length=40)
    klass = forms.CharField(max_length=40, required=False)


class AsOfForm(forms.Form):
    """The moment that the map is asked about."""

    at = MomentField(label=_("当时"), widget=MomentInput(), required=False)


class PlanForm(forms.Form):
    """What a publication is to put in force."""

    protocol = forms.CharField(max_length=40, required=False)
    klass = forms.CharField(max_length=40, required=False)
    in_force_from = MomentField(widget=MomentInput(), required=False)
    seen = forms.UUIDField(required=False)
    publication_id = forms.UUIDField(required=False)
    hand = forms.BooleanField(required=False)


class ProtocolForm(forms.Form):
    """A protocol file being edited."""

    toml = forms.CharField(
        label=_("规则文件（TOML）"),
        strip=False,
        max_length=200_000,
        widget=forms.Textarea(
            attrs={"rows": 30, "spellcheck": "false", "class": "code", "lang": "zh-hans"}
        ),
    )
