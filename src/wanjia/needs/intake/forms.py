"""What a call, and a household's page, ask of a need."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from wanjia.core.ids import parse_id
from wanjia.needs.models import Category, Channel, Urgency

AS_PROPOSED = ("", _("按系统"))


class CallForm(forms.Form):
    """A call as it is taken."""

    who = forms.CharField(
        label=_("谁家：电话、姓名、拼音、门号"),
        max_length=60,
        required=False,
        widget=forms.TextInput(
            attrs={"autofocus": True, "autocomplete": "off", "data-who": "", "data-find": ""}
        ),
    )
    chosen = forms.CharField(required=False, max_length=40)
    text = forms.CharField(
        label=_("说了什么"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "data-submit-on-ctrl-enter": ""}),
    )
    urgency = forms.ChoiceField(
        label=_("多急"), choices=[AS_PROPOSED, *Urgency.choices], required=False
    )
    category = forms.ChoiceField(
        label=_("类别"), choices=[AS_PROPOSED, *Category.choices], required=False
    )
    why = forms.CharField(label=_("为什么这样定"), max_length=200, required=False)
    channel = forms.ChoiceField(label=_("从哪里来"), choices=Channel.choices)
    asker = forms.CharField(label=_("打来的人（如不是本人）"), max_length=80, required=False)
    asker_phone = forms.CharField(label=_("回电号码"), max_length=20, required=False)
    apart = forms.BooleanField(required=False)
    need_id = forms.UUIDField(required=False)


class LenientIdField(forms.Field):
    """An id that a page made; one that is malformed is none, so that no word is lost by it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"required": False, **options})

    def to_python(self, value: Any) -> UUID | None:
        """Return the id, or none."""
        return parse_id(value) if isinstance(value, str) else None


class HelpForm(forms.Form):
    """What a household asks for, and who of it."""

    who = LenientIdField()
    id = LenientIdField()
    text = forms.CharField(required=False, strip=False)


class WordForm(forms.Form):
    """A household's word on its own request: `do`, or `yes` or `no` to a question."""

    need = LenientIdField()
    id = LenientIdField()
    do = forms.CharField(required=False)
    yes = forms.CharField(required=False)
    no = forms.CharField(required=False)
    text = forms.CharField(required=False)
