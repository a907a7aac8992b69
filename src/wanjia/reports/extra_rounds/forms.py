"""What an extra round asks: where, which test, when, and why."""

from django import forms
from django.utils.translation import gettext_lazy as _

from wanjia.core.acts import IdsField
from wanjia.core.typed_fields import MomentField, MomentInput

TESTS = (("pcr", _("核酸")), ("antigen", _("抗原")))


class ExtraRoundForm(forms.Form):
    """An extra round."""

    zones = IdsField(label=_("哪些区"))
    test = forms.ChoiceField(
        label=_("检测"), choices=TESTS, widget=forms.RadioSelect, initial="pcr"
    )
    opens_at = MomentField(label=_("开始"), widget=MomentInput())
    closes_at = MomentField(label=_("结束"), widget=MomentInput())
    reason = forms.CharField(label=_("为什么加测"), max_length=200)
