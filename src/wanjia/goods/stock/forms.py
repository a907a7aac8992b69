"""What the acts on stock ask."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from wanjia.core.acts import IdField
from wanjia.core.localized import localized_name
from wanjia.goods.models import MoveKind, StockItem

NUMBER = {"inputmode": "numeric"}


class MoveForm(forms.Form):
    """What came in, went out, or was counted."""

    move_id = IdField()
    item_id = IdField(label=_("物品"), widget=forms.Select, required=True)
    kind = forms.ChoiceField(
        label=_("做什么"), choices=MoveKind.choices, widget=forms.RadioSelect, initial=MoveKind.OUT
    )
    quantity = forms.CharField(label=_("多少"), widget=forms.TextInput(NUMBER))
    note = forms.CharField(label=_("给谁、从哪来"), max_length=120, required=False)

    def offer(self, items: Iterable[StockItem]) -> "MoveForm":
        """Let one choose among these items."""
        widget = self.fields["item_id"].widget
        assert isinstance(widget, forms.Select)
        widget.choices = [(item.id, localized_name(item)) for item in items]
        return self


class AddItemForm(forms.Form):
    """A thing that is to be kept."""

    name = forms.CharField(label=_("名称"), max_length=60)
    name_en = forms.CharField(label=_("英文名称"), max_length=80, required=False)
    unit = forms.CharField(label=_("单位"), max_length=10, required=False)
    low_days = forms.CharField(
        label=_("少于几天提醒"), initial="3", required=False, widget=forms.TextInput(NUMBER)
    )


class UndoMoveForm(forms.Form):
    """Which move was noted by mistake."""

    move_id = IdField()
