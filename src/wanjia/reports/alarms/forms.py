"""What the acts on an alarm ask."""

from django import forms
from django.utils.translation import gettext_lazy as _

from wanjia.reports.models import Verdict


class StepForm(forms.Form):
    """Which step was done, and what there is to say of it."""

    step = forms.CharField(required=False)
    note = forms.CharField(label=_("备注"), required=False)


class CloseForm(forms.Form):
    """How an alarm ended; the action says when that must be told."""

    verdict = forms.ChoiceField(
        label=_("结论"), choices=[("", _("请选")), *Verdict.choices], required=False
    )
    outcome = forms.CharField(label=_("结果"), required=False)
