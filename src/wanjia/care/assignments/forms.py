"""What is asked where contacts are given to people, and taken back."""

from django import forms

from wanjia.core.acts import IdField, IdsField


class AssignForm(forms.Form):
    """Among whom the contacts are shared out."""

    staff = IdsField()


class TakeBackForm(forms.Form):
    """From whom what is not done is taken back."""

    staff = IdField()
