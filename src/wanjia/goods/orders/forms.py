"""What the acts on orders ask."""

from typing import Any

from django import forms

from wanjia.core.acts import IdField
from wanjia.goods.forms import typed_by_id


class QuantitiesForm(forms.Form):
    """How many of each good: a field `q-ID` for each."""

    def clean(self) -> dict[str, Any]:
        """Read what was typed by the good it is of."""
        return {**self.cleaned_data, "quantities": typed_by_id(self.data, "q-")}


class AddOrderForm(QuantitiesForm):
    """Whose order it is, typed at the desk."""

    door = forms.CharField(required=False)


class SettleForm(QuantitiesForm):
    """Whose order it is: one of the doors it may mean, or another that is typed."""

    dwelling_id = IdField()
    door = forms.CharField(required=False)


class ReadOrdersForm(forms.Form):
    """A list as it was pasted, or a sheet."""

    text = forms.CharField(required=False, strip=True)
    file = forms.FileField(required=False, allow_empty_file=True)


class DeliverForm(forms.Form):
    """Why an order is left at a door where nobody lives any more."""

    despite = forms.CharField(required=False)


class NotDeliveredForm(forms.Form):
    """Why an order did not reach its door."""

    reason = forms.CharField(required=False)
