"""What the acts on test results ask."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from wanjia.core.typed_fields import MomentField, MomentInput
from wanjia.reports.models import Finding
from wanjia.reports.results.rules import load_rules

KINDS = (("pcr", _("核酸")), ("antigen", _("抗原")))
POOLS = (
    ("1", _("单管")),
    ("5", _("5 人一管")),
    ("10", _("10 人一管")),
    ("20", _("20 人一管")),
)
TOLD = [(value, label) for value, label in Finding.choices if value != Finding.WAITING]


def ct_field(gene: str) -> str:
    """Return the name of a gene's field; a report that names none has just `ct`."""
    return "ct" if gene == "Ct" else f"ct_{gene}".lower()


class CtForm(forms.Form):
    """A form with a field for the Ct of each gene; `ct()` is what was given."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        rules = load_rules()
        for gene in rules.words.gene:
            label = "Ct" if gene == "Ct" else f"Ct {gene}"
            self.fields[ct_field(gene)] = forms.DecimalField(
                label=label,
                required=False,
                min_value=rules.limits.lowest_ct,
                max_value=rules.limits.highest_ct,
                max_digits=4,
                decimal_places=1,
            )
        self.order_fields([*(name for name in self.fields if name not in self.last), *self.last])

    last: ClassVar[tuple[str, ...]] = ()  # the fields that stand after the Ct values

    def ct(self) -> dict[str, str]:
        """Return the Ct of each gene that was given, as text."""
        genes = load_rules().words.gene
        given = {gene: self.cleaned_data.get(ct_field(gene)) for gene in genes}
        return {gene: str(value) for gene, value in given.items() if value is not None}


class ResultForm(CtForm):
    """A tube: who is in it, where and when it was taken, what the laboratory said."""

    last = ("laboratory", "received_at", "result_id")
    kind = forms.ChoiceField(label=_("检测"), choices=KINDS, widget=forms.RadioSelect)
    pool = forms.ChoiceField(label=_("几人一管"), choices=POOLS)
    people = forms.CharField(
        label=_("谁在这一管里"),
        help_text=_("一行一人，写门号和姓名，如 23-602 张三。"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
    )
    tube = forms.CharField(label=_("管号"), max_length=40, required=False)
    sampled_at = MomentField(label=_("采样时间"), widget=MomentInput())
    place = forms.CharField(label=_("采样地点"), max_length=80, required=False)
    finding = forms.ChoiceField(label=_("结果"), choices=Finding.choices)
    laboratory = forms.CharField(label=_("检测机构"), max_length=80, required=False)
    received_at = MomentField(label=_("报告时间"), widget=MomentInput(), required=False)
    result_id = forms.UUIDField(required=False, widget=forms.HiddenInput)


class ConfirmForm(CtForm):
    """The report of a second test, of one person."""

    last = ("laboratory", "confirmation_id")
    test = forms.ChoiceField(label=_("测了什么"), choices=KINDS)
    sampled_at = MomentField(label=_("采样时间"), widget=MomentInput())
    result = forms.ChoiceField(label=_("报告结果"), choices=[("", _("请选")), *TOLD])
    tube = forms.CharField(label=_("管号"), max_length=40, required=False)
    laboratory = forms.CharField(label=_("检测机构"), max_length=80, required=False)
    confirmation_id = forms.UUIDField(required=False, widget=forms.HiddenInput)


class TellForm(CtForm):
    """What a laboratory said of a tube that was waiting."""

    last = ("laboratory", "received_at")
    finding = forms.ChoiceField(label=_("结果"), choices=[("", _("请选")), *TOLD])
    laboratory = forms.CharField(label=_("检测机构"), max_length=80, required=False)
    received_at = MomentField(label=_("报告时间"), widget=MomentInput(), required=False)


class CorrectForm(forms.Form):
    """What a tube said indeed, and why it was written otherwise."""

    finding = forms.ChoiceField(label=_("更正为"), choices=[("", _("请选")), *TOLD])
    reason = forms.CharField(label=_("理由"), max_length=200)


class WithdrawForm(forms.Form):
    """Why a result was a mistake."""

    reason = forms.CharField(label=_("理由"), max_length=200)


class LabFileForm(forms.Form):
    """A laboratory's file."""

    file = forms.FileField(
        label=_("检测机构的表格"),
        help_text=_(".xlsx、.xls、.csv；要有姓名和结果，其余列按内容认。"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
    )
