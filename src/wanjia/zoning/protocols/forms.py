"""What the committee's own copy of a protocol asks."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ProtocolForm(forms.Form):
    """A protocol file being edited."""

    toml = forms.CharField(
        label=_("规则文件（TOML）"),
        strip=False,
        max_length=200_000,
        widget=forms.Textarea(
            attrs={"rows": 30, "spellcheck": "false", "class": "code", "lang": "zh-hans"}
        ),
    )

    def clean_toml(self) -> str:
        """Return the text with the line ends of a file."""
        text: str = self.cleaned_data["toml"]
        return text.replace("\r\n", "\n")
