"""What is asked of a correction."""

from uuid import UUID

from django import forms

from wanjia.core.ids import parse_id


class CorrectionForm(forms.Form):
    """What a household wants corrected, of whom, and how; the action judges it."""

    resident = forms.CharField(required=False)
    what = forms.CharField(required=False)
    said = forms.CharField(required=False, strip=False)

    def clean_resident(self) -> UUID | None:
        """Return the id; what is none names nobody, and the words count all the same."""
        return parse_id(self.cleaned_data["resident"])
