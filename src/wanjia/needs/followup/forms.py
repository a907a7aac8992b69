"""What the acts on a need ask."""

from typing import Any

from django import forms

from wanjia.core.acts import IdField
from wanjia.needs.models import NoteKind


class DispatchForm(forms.Form):
    """Who is sent."""

    staff_id = IdField()


class OutcomeForm(forms.Form):
    """What came of it, and who was reached."""

    outcome = forms.CharField(required=False)
    reached = forms.CharField(required=False)


class CloseForm(OutcomeForm):
    """The same; or that it is to be verified by another."""

    unverified = forms.BooleanField(required=False)


class ReopenForm(forms.Form):
    """Why it was not solved."""

    why = forms.CharField(required=False)


class RetriageForm(forms.Form):
    """What it is, how urgent, and why triage was wrong."""

    category = forms.CharField(required=False)
    urgency = forms.IntegerField(required=False, min_value=0, max_value=9)
    why = forms.CharField(required=False)

    def clean_urgency(self) -> int:
        """Read none as an urgency that there is not."""
        return self.cleaned_data["urgency"] or 0


class NoteForm(forms.Form):
    """What is written down; without a kind it is a note."""

    text = forms.CharField(required=False)
    kind = forms.CharField(required=False)

    def clean_kind(self) -> Any:
        """Read what is no kind as a note."""
        kind = self.cleaned_data["kind"]
        return kind if kind in NoteKind.values else NoteKind.NOTE
