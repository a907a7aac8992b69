"""What is asked of who writes to groups."""

from django import forms

from wanjia.core.acts import IdField


class MessageForm(forms.Form):
    """A message; its groups are read by the picker of an audience."""

    id = IdField()
    text = forms.CharField(required=False, strip=False)


class RewriteForm(forms.Form):
    """A refused message in other words."""

    text = forms.CharField(required=False, strip=False)
