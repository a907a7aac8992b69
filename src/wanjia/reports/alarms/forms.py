"""What the acts on an alarm ask."""

from django import forms
from django.utils.translation import gettext_lazy as _


class StepForm(forms.Form):
    """Which step was done, and what there is to say of it."""

    step = forms.CharField(required=False)
    note = forms.CharField(label=_("备注"), required=False)


class CloseForm(forms.Form):
    """How an alarm ended; the action says when that must be told."""

    outcome = forms.CharField(label=_("结果"), required=False)
