"""What the acts on incoming messages and on inboxes ask."""

from django import forms
from django.utils.translation import gettext_lazy as _

from wanjia.channels.models import InboxKind
from wanjia.core.acts import IdField


class DoorForm(forms.Form):
    """The door of the household that writes; the action says what is wrong with it."""

    door = forms.CharField(label=_("哪一户"), required=False, strip=False)


class WriteDownForm(forms.Form):
    """What a voice message says or a picture shows."""

    text = forms.CharField(label=_("听到、看到什么"), required=False, strip=False)


class OpenInboxForm(forms.Form):
    """Which program writes to us, and its account there."""

    kind = forms.CharField(label=_("哪一种"), widget=forms.Select(choices=InboxKind.choices))
    account = forms.CharField(required=False)


class InboxForm(forms.Form):
    """Which inbox is meant."""

    inbox_id = IdField(required=True)
