"""What is asked of a group."""

from django import forms

from wanjia.core.acts import IdField
from wanjia.core.typed import whole_number

MOST_TYPED = 99_999


class GroupForm(forms.Form):
    """A group's card; its audience is read by the picker of an audience."""

    id = IdField()
    name = forms.CharField(required=False, strip=False)
    way = forms.CharField(required=False)
    secret = forms.CharField(required=False, strip=False)
    people = forms.CharField(required=False)

    def clean_people(self) -> int:
        """Read how many are in the group; what is no number counts as not known."""
        people = whole_number(self.cleaned_data["people"])
        return people if people is not None and people <= MOST_TYPED else 0
