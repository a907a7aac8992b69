"""Forms of the daily report."""

from django import forms
from django.utils.translation import gettext_lazy as _

from wanjia.reports.daily.cutoffs import HOURS


class CutoffForm(forms.Form):
    """At which hour the days of the report end."""

    hour = forms.TypedChoiceField(
        label=_("每天几点截止"),
        choices=[(hour, f"{hour}:00") for hour in reversed(HOURS)],
        coerce=int,
    )
