"""What the acts on a hospital card ask."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from wanjia.core.typed_fields import MomentField, MomentInput

WEEKDAYS = [
    (str(number), name)
    for number, name in enumerate(
        (_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日")), 1
    )
]


class TripForm(forms.Form):
    """A way to a hospital and back."""

    why = forms.CharField(label=_("为什么去"), max_length=200)
    hospital = forms.CharField(label=_("医院"), max_length=80)
    hospital_phone = forms.CharField(label=_("医院电话"), max_length=20, required=False)
    route = forms.CharField(label=_("走哪条路、哪个门"), max_length=200, required=False)
    escort = forms.CharField(label=_("谁陪"), max_length=80, required=False)
    vehicle = forms.CharField(label=_("什么车、车牌"), max_length=40, required=False)
    driver = forms.ChoiceField(label=_("谁开车送"), required=False)
    planned_at = MomentField(label=_("几时去"), widget=MomentInput(), required=False)
    back_by = MomentField(label=_("说好几时回"), widget=MomentInput(), required=False)
    weekdays = forms.MultipleChoiceField(
        label=_("每周哪几天都去（血透等）"),
        choices=WEEKDAYS,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    trip_id = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, people: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(member.id), f"{member.name} {member.phone}") for member in people]
        self.fields["driver"].choices = [("", "—"), *choices]  # type: ignore[attr-defined]

    @property
    def driver_id(self) -> UUID | None:
        """Who drives, if somebody was chosen."""
        chosen = self.cleaned_data.get("driver")
        return UUID(chosen) if chosen else None


class ReturnForm(forms.Form):
    """How it went, once the person is home."""

    outcome = forms.CharField(required=False)


class CancelTripForm(forms.Form):
    """Why nobody goes after all."""

    why = forms.CharField(required=False)
    never = forms.BooleanField(label=_("以后每周也不去了"), required=False)
