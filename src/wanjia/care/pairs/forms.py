"""What the acts on pairs ask."""

from django import forms
from django.utils.translation import gettext_lazy as _

from wanjia.core.acts import IdField
from wanjia.core.typed_fields import IdPairsField


class ProposalsForm(forms.Form):
    """The proposed pairs that were ticked: `RESIDENT:STAFF` for each."""

    pair = IdPairsField(required=False)


class EndPairForm(forms.Form):
    """Why a pair ends."""

    why = forms.CharField(error_messages={"required": _("请写一句为什么结束。")})


class PickVolunteerForm(forms.Form):
    """Who is paired with a resident."""

    staff = IdField(
        required=True,
        error_messages={
            "required": _("请选一位志愿者。"),
            "invalid": _("请选一位志愿者。"),
        },
    )
