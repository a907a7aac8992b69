"""What the acts on waste ask."""

from typing import Any

from django import forms

from wanjia.core.acts import IdField, IdsField
from wanjia.goods.models import BarrelKind


class PickupForm(forms.Form):
    """How many bags were taken where: at a place on the list, or where a code was scanned."""

    place_id = IdField()
    scan = forms.CharField(required=False)
    bags = forms.CharField(required=False)
    doubled = forms.BooleanField(required=False)
    sprayed = forms.BooleanField(required=False)
    barrel = forms.CharField(required=False)
    ppm = forms.CharField(required=False)
    pickup_id = IdField()


class UndoPickupForm(forms.Form):
    """Which pickup was noted by mistake."""

    pickup_id = IdField()


class ListDoorForm(forms.Form):
    """A door, or an address elsewhere in the town, and the kind of its waste."""

    door = forms.CharField(required=False)
    address = forms.CharField(required=False)
    kind = forms.CharField(required=False)


class TeamForm(forms.Form):
    """Whose street team collects; nobody chosen is our own."""

    team_id = IdField()


class EndPlaceForm(forms.Form):
    """Which place leaves the list, and why."""

    place_id = IdField()
    reason = forms.CharField(required=False)


class DisinfectedForm(forms.Form):
    """What was disinfected, how strong, for how long."""

    disinfection_id = IdField()
    ppm = forms.CharField(required=False)
    minutes = forms.CharField(required=False)


class WeighForm(forms.Form):
    """What a barrel weighs; one of an earlier day is named by its id."""

    number = forms.CharField(required=False)
    kg = forms.CharField(required=False)
    kind = forms.CharField(required=False, empty_value=BarrelKind.HOUSEHOLD)
    correct = forms.BooleanField(required=False)
    no_bags = forms.BooleanField(required=False)
    barrel_id = IdField()


class HandOverForm(forms.Form):
    """Which barrels are given to whom, signed by hand or by name."""

    barrel_ids = IdsField()
    plate = forms.CharField(required=False)
    receiver = forms.CharField(required=False)
    destination = forms.CharField(required=False)
    signature = forms.CharField(required=False)
    drawn = forms.CharField(required=False)
    handover_id = IdField()

    def clean(self) -> dict[str, Any]:
        """Take a drawn signature before a written one."""
        values = self.cleaned_data
        drawn = values.pop("drawn", "")
        return values | {"signature": drawn or values.get("signature", "")}
