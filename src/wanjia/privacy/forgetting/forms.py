"""What is typed before something is forgotten."""

from django import forms


class ConfirmForm(forms.Form):
    """The word that confirms it."""

    typed = forms.CharField(required=False)


class ForgetForm(ConfirmForm):
    """The word that confirms it, and the day before which all goes."""

    before = forms.CharField(required=False)
