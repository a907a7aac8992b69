"""What is noted of a call to who has not reported."""

from django import forms

from wanjia.core.acts import IdField


class CallForm(forms.Form):
    """How a call went, and for which round."""

    round = IdField()
    id = IdField()
    outcome = forms.CharField(required=False)
    back = forms.CharField(required=False, widget=forms.HiddenInput)
