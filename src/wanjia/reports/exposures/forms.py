"""What the acts on contacts ask."""

from django import forms
from django.utils.translation import gettext_lazy as _

from wanjia.core.acts import IdField, IdsField
from wanjia.core.typed_fields import MomentField, MomentInput
from wanjia.reports.models import ExposureKind, PlaceKind


class ProposeForm(forms.Form):
    """Which homes share kitchen and bath with the case."""

    sharing = forms.CharField(
        label=_("合用厨卫的门号"),
        help_text=_("几户合用厨房、卫生间的，写它们的门号；没有就空着。"),
        max_length=200,
        required=False,
    )


class ConfirmContactsForm(forms.Form):
    """Who is a contact indeed."""

    contact_ids = IdsField()


class DismissForm(forms.Form):
    """Why somebody is none."""

    contact_id = IdField(required=True)
    reason = forms.CharField(label=_("理由"), max_length=200)


class AddContactForm(forms.Form):
    """Somebody whom the rules did not find."""

    who = forms.CharField(
        label=_("是谁"),
        help_text=_("门号和姓名，如 23-602 张三；外来人只写姓名。"),
        max_length=80,
    )
    kind = forms.ChoiceField(label=_("密接还是次密接"), choices=ExposureKind.choices)
    last_at = MomentField(label=_("最后一次接触"), widget=MomentInput())
    words = forms.CharField(label=_("怎么接触的"), max_length=160, required=False)


class VisitForm(forms.Form):
    """Where a case was, and when."""

    kind = forms.ChoiceField(label=_("什么地方"), choices=PlaceKind.choices)
    place = forms.CharField(label=_("哪里"), max_length=120, required=False)
    since = MomentField(label=_("几时到"), widget=MomentInput())
    until = MomentField(label=_("几时离开"), widget=MomentInput())


class RemoveVisitForm(forms.Form):
    """Which visit was a mistake."""

    visit_id = IdField(required=True)
