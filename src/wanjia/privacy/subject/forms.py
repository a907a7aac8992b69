"""What is asked of a correction."""

from django import forms

from wanjia.core.acts import IdField


class CorrectionForm(forms.Form):
    """What a household wants corrected, of whom, and how; the action judges it."""

    resident = IdField()
    what = forms.CharField(required=False)
    said = forms.CharField(required=False, strip=False)
