"""What is asked when a notice is written, and by the acts on it."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wanjia.core import clock
from wanjia.core.acts import IdField, IdsField
from wanjia.core.typed_fields import MomentField, MomentInput
from wanjia.notices.publishing.fill_in import Template

CHINESE = {"lang": "zh-hans"}


class NoticeForm(forms.Form):
    """The text in both languages, how long it holds, whether it is important."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    title = forms.CharField(label=_("标题"), widget=forms.TextInput(attrs=CHINESE))
    body = forms.CharField(label=_("正文"), widget=forms.Textarea(attrs={"rows": 8, **CHINESE}))
    title_en = forms.CharField(
        label=_("英文标题"), required=False, widget=forms.TextInput(attrs={"lang": "en"})
    )
    body_en = forms.CharField(
        label=_("英文正文"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "lang": "en"}),
        help_text=_("不写英文的，选英文的住户会看到中文。"),
    )
    valid_from = MomentField(label=_("从"), widget=MomentInput(), required=False)
    valid_until = MomentField(label=_("到（不填：撤回为止）"), widget=MomentInput(), required=False)
    important = forms.BooleanField(
        label=_("重要：要知道哪几户没有看到"), required=False, widget=forms.CheckboxInput
    )
    reach = forms.CharField(required=False)
    estate = forms.CharField(required=False)
    zone = forms.CharField(required=False)
    role = forms.CharField(required=False)
    stairwells = IdsField()


class WithdrawForm(forms.Form):
    """Why a notice no longer holds."""

    reason = forms.CharField(required=False)


class StairwellForm(forms.Form):
    """At whose doors the notice hangs."""

    stairwell_id = IdField()


def starting_with(template: Template | None, filled: dict[str, str]) -> dict[str, Any]:
    """Return what stands in the form at first.

    A template's text and how long such a notice holds.
    """
    now = clock.now()
    start: dict[str, Any] = {"valid_from": now, **filled}
    if template:
        start["important"] = template.important
        start["valid_until"] = now + timedelta(hours=template.hours) if template.hours else None
    return start
