"""What the acts on a need's doubt, and on whose it is, ask."""

from typing import Any

from django import forms

from wanjia.core.ids import parse_id
from wanjia.core.problems import Problem


class AnswerForm(forms.Form):
    """A tap: `yes` or `no` with the question's name."""

    yes = forms.CharField(required=False)
    no = forms.CharField(required=False)
    back = forms.CharField(required=False)

    @property
    def answers(self) -> dict[str, bool]:
        """The answers by the question's name: true is yes."""
        taps = {False: self.cleaned_data["no"], True: self.cleaned_data["yes"]}
        return {name: is_yes for is_yes, name in taps.items() if name}


class AttachForm(forms.Form):
    """Whose a need is: `hit` is `resident:ID` or `dwelling:ID`, empty for the asker alone."""

    hit = forms.CharField(required=False)
    asker = forms.CharField(required=False)
    asker_phone = forms.CharField(required=False)

    def clean(self) -> dict[str, Any]:
        """Read whom the hit means.

        An asker that was not sent stays as it was.
        """
        kind, _colon, text = self.cleaned_data.get("hit", "").partition(":")
        hit_id = parse_id(text)
        if text and hit_id is None:
            raise Problem("kernel.not_found")
        typed = {name: self.cleaned_data.get(name, "") for name in ("asker", "asker_phone")}
        return {
            "dwelling_id": hit_id if kind == "dwelling" else None,
            "resident_id": hit_id if kind == "resident" else None,
            **{name: text if name in self.data else None for name, text in typed.items()},
            "keep_home": hit_id is None,
        }
