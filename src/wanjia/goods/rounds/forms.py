"""What the acts on rounds ask."""

from datetime import datetime
from typing import Any

from django import forms

from wanjia.core import clock
from wanjia.core.acts import IdField, IdsField
from wanjia.core.typed_fields import moment_from
from wanjia.goods.forms import typed_by_id


class PlanForm(forms.Form):
    """Which carts go over which estate, from which gate, when, and what they bring."""

    estate_id = IdField()
    gate_id = IdField()
    starts_at = forms.CharField(required=False)
    cart_ids = IdsField()
    supplies = IdsField()

    def clean_starts_at(self) -> datetime:
        """Read the moment; what is none is now."""
        try:
            return moment_from(self.cleaned_data["starts_at"])
        except ValueError:
            return clock.now()


class CartForm(forms.Form):
    """A cart to register."""

    name = forms.CharField(required=False)
    use = forms.CharField(required=False)
    capacity = forms.CharField(required=False)
    team = IdField()


class ServeForm(forms.Form):
    """Why an order could not be handed over: a field `not-ID` for each."""

    def clean(self) -> dict[str, Any]:
        """Read the reasons that were typed, by the order."""
        typed = typed_by_id(self.data, "not-")
        return {"reasons": {id: text.strip() for id, text in typed.items() if text.strip()}}


class SkipForm(forms.Form):
    """Why a stop is left out."""

    reason = forms.CharField(required=False)
