"""Forms of the people floor."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wanjia.core.ids import new_id
from wanjia.core.typed_fields import DayField
from wanjia.people.models import ContactOutcome, ContactWay, Where
from wanjia.people.risk_kinds import risk_choices

SEXES = (("", "—"), ("男", _("男")), ("女", _("女")))


class ResidentForm(forms.Form):
    """What is known of a resident."""

    name = forms.CharField(label=_("姓名"), max_length=80)
    sex = forms.ChoiceField(label=_("性别"), choices=SEXES, required=False)
    birth = DayField(
        label=_("出生日期"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    phone = forms.CharField(
        label=_("电话"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    phone2 = forms.CharField(
        label=_("备用电话"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    id_number = forms.CharField(label=_("证件号"), max_length=40, required=False)
    relation = forms.CharField(label=_("与户主关系"), max_length=20, required=False)
    register = forms.CharField(label=_("户籍"), max_length=20, required=False)
    note = forms.CharField(label=_("备注"), max_length=200, required=False)

    def clean_id_number(self) -> str:
        """Return a number as it was shown, head and tail, stays what it is; it can't be half
        changed.
        """
        number: str = self.cleaned_data["id_number"]
        if "*" in number and number != self.initial.get("id_number"):
            raise forms.ValidationError(_("请写完整的证件号。"))
        return number


class ContactForm(forms.Form):
    """A call or a visit, and how it went."""

    way = forms.ChoiceField(label=_("方式"), choices=ContactWay.choices)
    outcome = forms.ChoiceField(label=_("结果"), choices=ContactOutcome.choices)
    note = forms.CharField(label=_("说了什么"), max_length=500, required=False)
    next_step = forms.CharField(label=_("下一步"), max_length=200, required=False)
    # Made with the page: pressed twice, it is one contact.
    id = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=new_id)


class WhereForm(forms.Form):
    """Where a resident is."""

    where = forms.ChoiceField(label=_("去向"), choices=Where.choices)


class ExemptForm(forms.Form):
    """Until when a resident need not report."""

    until = DayField(
        label=_("免报到"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    why = forms.CharField(label=_("原因"), max_length=80, required=False)


def day_field(label: Any) -> DayField:
    """Return a field for a day that may be left empty: today."""
    return DayField(
        label=label, required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )


class AddForm(ResidentForm):
    """What is known of somebody who is added, and since when they have lived here."""

    on = day_field(_("哪天起住在这里（空着就是今天）"))


class MoveForm(forms.Form):
    """Where a resident moves to, and from which day."""

    to = forms.CharField(label=_("搬到（如 23-602）"), max_length=60)
    on = day_field(_("哪天搬的（空着就是今天）"))


class LeftForm(forms.Form):
    """From which day a resident was gone."""

    on = day_field(_("哪天起不住了（空着就是今天）"))


class RiskForm(forms.Form):
    """Whether a risk holds, or is over."""

    holds = forms.CharField(required=False)

    def clean_holds(self) -> bool:
        """Read whether it holds."""
        return bool(self.cleaned_data["holds"] == "1")


class LinkForm(forms.Form):
    """Whether the household's link is to be a new one."""

    renew = forms.CharField(required=False)

    def clean_renew(self) -> bool:
        """Read whether it is to be a new one."""
        return bool(self.cleaned_data["renew"] == "1")


class FilterForm(forms.Form):
    """Which residents are listed; what is not understood is left out."""

    q = forms.CharField(required=False, max_length=60)
    estate = forms.UUIDField(required=False)
    stairwell = forms.UUIDField(required=False)
    risk = forms.ChoiceField(required=False, choices=lambda: [("", ""), *risk_choices()])
    where = forms.ChoiceField(required=False, choices=[("", ""), *Where.choices])
