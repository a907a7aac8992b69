"""Forms of goods."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wanjia.core.access.viewer import Viewer
from wanjia.core.localized import localized_name
from wanjia.core.typed_fields import MomentField
from wanjia.goods.forms import typed_by_id
from wanjia.goods.models import SupplyKind
from wanjia.places.models import Gate
from wanjia.places.queries import visible_estates

MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
NUMBER = forms.TextInput(attrs={"inputmode": "numeric"})


class SupplyForm(forms.Form):
    """A supply that will come, or a group buy."""

    kind = forms.ChoiceField(label=_("是什么"), choices=SupplyKind.choices)
    title = forms.CharField(label=_("名称"), max_length=80)
    title_en = forms.CharField(label=_("英文名称"), max_length=120, required=False)
    estate = forms.ChoiceField(label=_("给哪个小区"), required=False)
    gate = forms.ChoiceField(label=_("到哪个门"), required=False)
    goods = forms.CharField(
        label=_("货品（一行一样：名称 单位 单价 数量）"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5, "placeholder": _("蔬菜包 份 0 700\n鸡蛋 板 32.5")}),
        help_text=_("单价按元写，免费写 0；数量是预计到几份，不知道就不写。"),
    )
    per = forms.ChoiceField(
        label=_("怎么分"),
        choices=(("household", _("每户几份")), ("person", _("几人一份"))),
        required=False,
    )
    each = forms.IntegerField(label=_("几"), min_value=1, max_value=50, initial=1, required=False)
    closes_at = MomentField(label=_("几点截止"), required=False, widget=MOMENT)
    expected_at = MomentField(label=_("几点到货"), required=False, widget=MOMENT)
    leader_name = forms.CharField(label=_("团长"), max_length=80, required=False)
    note = forms.CharField(label=_("备注、怎么付款"), max_length=300, required=False)
    supply_id = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, viewer: Viewer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        estates = list(visible_estates(viewer))
        gates = Gate.objects.of(viewer).filter(estate__in=estates)
        names = [(str(estate.id), localized_name(estate)) for estate in estates]
        self.choices("estate", [("", _("全部小区")), *names])
        listed = [
            (str(gate.id), f"{localized_name(gate.estate)} {localized_name(gate)}")
            for gate in gates.select_related("estate").order_by("estate__name", "label")
        ]
        self.choices("gate", [("", "—"), *listed])

    def choices(self, name: str, pairs: list[tuple[str, Any]]) -> None:
        """Offer these values for a field."""
        chosen = self.fields[name]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = pairs


class ArriveForm(forms.Form):
    """How many of each good came: a field `n-ID` for each."""

    def clean(self) -> dict[str, Any]:
        """Read what was typed by the good it is of."""
        return {"counted": typed_by_id(self.data, "n-")}


class DisinfectForm(forms.Form):
    """With what a supply was disinfected, and how strong it was."""

    agent = forms.CharField(label=_("消毒剂"), max_length=40, required=False)
    ppm = forms.CharField(label=_("浓度（毫克/升）"), required=False, widget=NUMBER)
