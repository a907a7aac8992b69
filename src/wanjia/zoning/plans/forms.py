"""What a plan asks while it is chosen, and when it is published."""

from django import forms

from wanjia.core.typed_fields import MomentField, MomentInput, TextListField


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
