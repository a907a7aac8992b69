"""Which year is looked at."""

from django import forms


class YearForm(forms.Form):
    """A year."""

    year = forms.IntegerField(min_value=2000, max_value=2200, required=False)
