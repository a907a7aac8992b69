"""What the acts on the mode ask."""

from django import forms
from django.utils.translation import gettext_lazy as _

from wanjia.core.acts import IdField
from wanjia.everyday.models import ModeSource


class ModeForm(forms.Form):
    """Why, in a few words."""

    note = forms.CharField(label=_("为什么"), max_length=200, required=False)


class ReasonForm(ModeForm):
    """Which reason it is about."""

    source = forms.ChoiceField(
        choices=ModeSource.choices, initial=ModeSource.BY_HAND, widget=forms.HiddenInput
    )
    about = IdField()


class StayForm(forms.Form):
    """Which reason is none."""

    source = forms.ChoiceField(choices=ModeSource.choices, widget=forms.HiddenInput)
    about = IdField(required=True)
