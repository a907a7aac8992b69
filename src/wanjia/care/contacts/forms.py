"""What is noted of a call or a visit."""

from django import forms

from wanjia.core.acts import IdField


class ContactForm(forms.Form):
    """How somebody was reached, what they said, and what comes next."""

    id = IdField()
    way = forms.CharField(required=False)
    outcome = forms.CharField(required=False)
    note = forms.CharField(required=False)
    next_step = forms.CharField(required=False)
    back = forms.CharField(required=False)
