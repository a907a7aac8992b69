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

    back_doors = forms.CharField(
        label=_("哪些楼道有两个门：先写楼道，再写另一个门通到几号旁边，一行一个，如 23、25"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        max_length=400,
    )

    def clean_joined(self) -> list[list[str]]:
        """Return the groups."""
        return _groups(self.cleaned_data["joined"])

    def clean_back_doors(self) -> list[list[str]]:
        """Return each stairwell with those beside which its other door leads out."""
        return _groups(self.cleaned_data["back_doors"])


def _groups(text: str) -> list[list[str]]:
    lines = text.splitlines()
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
