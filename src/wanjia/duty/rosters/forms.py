"""What the acts on teams, rosters, shifts and wishes ask."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wanjia.core.acts import IdField
from wanjia.core.localized import active_language
from wanjia.core.typed_fields import DayField
from wanjia.duty.models import WishKind
from wanjia.duty.rosters.rules import load_patterns

_DAY = forms.DateInput({"type": "date"}, "%Y-%m-%d")


def _pattern_choices() -> list[tuple[str, str]]:
    language = active_language()
    return [(key, pattern.name.words(language)) for key, pattern in load_patterns().items()]


class RosterForm(forms.Form):
    """For which days and by which shifts a roster is made."""

    first = DayField(label=_("从哪天起"), widget=_DAY)
    days = forms.IntegerField(label=_("排几天"), min_value=1, max_value=62)
    pattern = forms.ChoiceField(label=_("怎么倒班"))
    need = forms.IntegerField(label=_("每班几个人"), min_value=1, max_value=20, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pattern"].choices = _pattern_choices()  # type: ignore[attr-defined]


class WishForm(forms.Form):
    """What somebody asks of the next roster."""

    kind = forms.ChoiceField(label=_("愿望"), choices=WishKind.choices)
    first = DayField(label=_("从"), widget=_DAY)
    last = DayField(label=_("到"), widget=_DAY)


class TeamForm(forms.Form):
    """A team: its name, its shifts, its people."""

    name = forms.CharField(label=_("班组名"), max_length=60)
    name_en = forms.CharField(label=_("英文名"), max_length=100, required=False)
    medical = forms.BooleanField(label=_("医疗组（居民看得到值班电话）"), required=False)
    pattern = forms.ChoiceField(label=_("怎么倒班"))
    members = forms.MultipleChoiceField(
        label=_("谁在这个班组"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, people: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pattern"].choices = _pattern_choices()  # type: ignore[attr-defined]
        self.fields["members"].choices = [  # type: ignore[attr-defined]
            (str(person.id), f"{person.name} · {person.get_role_display()}") for person in people
        ]


class StaffForm(forms.Form):
    """Of whom it is told."""

    staff_id = IdField()


class SwapForm(forms.Form):
    """The shift that changes hands; with another, or to somebody."""

    one = IdField(required=True)
    other = IdField()
    staff = IdField()
    anyway = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for the other shift, or for somebody."""
        typed = self.cleaned_data
        if not typed.get("other") and not typed.get("staff"):
            raise forms.ValidationError(_("先点一个班，再点另一个。"))
        return typed
