"""What a plan asks while it is chosen, and when it is published."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from wanjia.core.typed_fields import MomentField, MomentInput, TextListField


class WalkedForm(forms.Form):
    """What somebody who walked an estate found: stairwells that inner ways join, a group a line."""

    joined = forms.CharField(
        label=_("哪些楼道走得通（车库、天台、连廊），一行一组，如 7、8、9"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        max_length=400,
    )

    def clean_joined(self) -> list[list[str]]:
        """Return the groups."""
        lines = self.cleaned_data["joined"].splitlines()
        groups = [[part for part in re.split(r"[\s,，、;；]+", line) if part] for line in lines]
        return [group for group in groups if group]


class PlanForm(forms.Form):
    """What a publication is to put in force.

    `plan` is one of the planner's, by its place.
    """

    protocol = forms.CharField(max_length=40, required=False)
    klass = forms.CharField(max_length=40, required=False)
    in_force_from = MomentField(widget=MomentInput(), required=False)
    seen = forms.UUIDField(required=False)
    publication_id = forms.UUIDField(required=False)
    hand = forms.BooleanField(required=False)
    sealed = TextListField()
    plan = forms.CharField(required=False)
