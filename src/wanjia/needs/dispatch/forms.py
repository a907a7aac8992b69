"""What the acts on many needs at once ask."""

from django import forms

from wanjia.core.typed_fields import IdPairsField


class AssignmentsForm(forms.Form):
    """Who is sent to which need, as it was ticked."""

    send = IdPairsField(required=False)
