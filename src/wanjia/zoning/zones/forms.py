"""What the acts on zones and grids ask."""

from django import forms
from django.utils.translation import gettext_lazy as _

from wanjia.core.typed_fields import IdListField, MomentField, MomentInput, TextListField


class AsOfForm(forms.Form):
    """The moment that the map is asked about."""

    at = MomentField(label=_("当时"), widget=MomentInput(), required=False)


class StepForm(forms.Form):
    """A step to another class, with its reason where the protocol does not propose it."""

    to_class = forms.CharField(max_length=40)
    why = forms.CharField(max_length=200, required=False)
    confirmed = TextListField()


class MoveForm(forms.Form):
    """Another protocol."""

    protocol = forms.CharField(max_length=40)


class WorkGroupForm(forms.Form):
    """Who works in a grid."""

    staff = IdListField()
