"""What the acts on an errand ask."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from wanjia.care.models import ErrandKind
from wanjia.core.acts import IdField
from wanjia.core.ids import parse_id

PRICE = "price-"


class ErrandForm(forms.Form):
    """What somebody wants bought."""

    kind = forms.ChoiceField(label=_("买什么"), choices=ErrandKind.choices)
    wanted = forms.CharField(
        label=_("单子（一行一样，后面写多少）"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5, "placeholder": "青菜 2斤\n鸡蛋 1板"}),
    )
    shop = forms.CharField(label=_("哪家店、哪家医院"), max_length=80, required=False)
    note = forms.CharField(label=_("备注"), max_length=300, required=False)
    prescription = forms.BooleanField(label=_("要处方"), required=False)
    errand_id = forms.UUIDField(required=False, widget=forms.HiddenInput)


class TakeForm(forms.Form):
    """Who buys; nobody named is whoever presses."""

    staff_id = IdField()


class ReceiveForm(forms.Form):
    """What the resident handed over."""

    amount = forms.CharField(required=False)
    card = forms.BooleanField(required=False)


class BuyForm(forms.Form):
    """What each thing cost, a field `price-ID` for each, and the receipts."""

    def clean(self) -> dict[str, Any]:
        """Read the prices by the thing they are of, and the receipts that have an amount."""
        prices: dict[UUID, str] = {
            item_id: str(self.data[name])
            for name in self.data
            if name.startswith(PRICE) and (item_id := parse_id(name.removeprefix(PRICE)))
        }
        columns = [self._read_column(name) for name in ("receipt", "receipt_shop", "receipt_no")]
        receipts = [row for row in zip(*columns, strict=False) if row[0].strip()]
        return {"prices": prices, "receipts": receipts}

    def _read_column(self, name: str) -> list[str]:
        widget = forms.MultipleHiddenInput()
        return widget.value_from_datadict(self.data, self.files, name) or []


class SettleForm(forms.Form):
    """What went back to the resident."""

    returned = forms.CharField(required=False)
    card_back = forms.BooleanField(required=False)


class CancelForm(forms.Form):
    """Why it is not bought after all."""

    why = forms.CharField(required=False)
