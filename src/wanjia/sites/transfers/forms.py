"""What the acts on transfers, vehicles and trips ask."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wanjia.core.access.viewer import Viewer
from wanjia.core.acts import IdField
from wanjia.core.localized import localized_name
from wanjia.core.typed import whole_number
from wanjia.core.typed_fields import MomentField
from wanjia.sites.models import Vehicle
from wanjia.sites.queries import open_sites

MOMENT = "%Y-%m-%dT%H:%M"


def moment_input() -> forms.DateTimeInput:
    """Return the widget in which a moment is picked."""
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)


class ListForm(forms.Form):
    """Who is put on the list by hand, and why."""

    resident_id = IdField()
    reason = forms.CharField(required=False)


class SeatForm(forms.Form):
    """Which seat of which trip; without a number the first that is free."""

    trip_id = IdField()
    number = forms.CharField(required=False)

    def clean_number(self) -> int | None:
        """Read the number; what is none is no wish."""
        return whole_number(self.cleaned_data["number"])


class LeaveForm(forms.Form):
    """Whether a pet stays at home."""

    pet = forms.BooleanField(required=False)


class HandOverForm(forms.Form):
    """Who took them over, and which bed they have."""

    to = forms.CharField(required=False)
    zone = forms.CharField(required=False)
    bed = forms.CharField(required=False)


class ReturnForm(forms.Form):
    """What the tests said in the end."""

    result = forms.CharField(required=False)


class CancelForm(forms.Form):
    """Why nobody is to be taken."""

    reason = forms.CharField(required=False)


class VehicleForm(forms.Form):
    """A vehicle to register."""

    plate = forms.CharField(label=gettext_lazy("车牌"), max_length=20)
    seats = forms.IntegerField(label=gettext_lazy("乘客座位"), min_value=1, max_value=60)
    driver = forms.CharField(label=gettext_lazy("司机"), max_length=80, required=False)
    phone = forms.CharField(label=gettext_lazy("电话"), max_length=20, required=False)


class TripForm(forms.Form):
    """A trip to arrange."""

    vehicle_id = IdField(label=gettext_lazy("车"), widget=forms.Select, required=True)
    site_id = IdField(label=gettext_lazy("去哪里"), widget=forms.Select, required=True)
    leaves_at = MomentField(label=gettext_lazy("几点发车"), widget=moment_input())
    trip_id = IdField()

    def offer(self, viewer: Viewer) -> "TripForm":
        """Let one choose among the vehicles in use and the sites that take people."""
        vehicles = Vehicle.objects.of(viewer).filter(retired_at=None)
        self._set_choices(
            "vehicle_id", [(vehicle.id, _vehicle_words(vehicle)) for vehicle in vehicles]
        )
        self._set_choices(
            "site_id",
            [
                (
                    site.id,
                    _("%(site)s（空床 %(n)s）") % {"site": localized_name(site), "n": beds.free},
                )
                for site, beds in open_sites(viewer)
            ],
        )
        return self

    def _set_choices(self, name: str, choices: list[tuple[Any, str]]) -> None:
        widget = self.fields[name].widget
        assert isinstance(widget, forms.Select)
        widget.choices = choices


def _vehicle_words(vehicle: Vehicle) -> str:
    return _("%(plate)s（%(n)s 座）") % {"plate": vehicle.plate, "n": vehicle.seats}
