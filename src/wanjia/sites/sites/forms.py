"""What the acts on sites and their beds ask."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wanjia.core.acts import IdField
from wanjia.core.localized import localized_name
from wanjia.core.problems import Problem
from wanjia.core.typed_fields import MomentField
from wanjia.sites.models import SiteItem, SiteKind
from wanjia.sites.sites.actions import MOST, ItemProgress


class SiteForm(forms.Form):
    """A site that is to be planned."""

    kind = forms.ChoiceField(label=gettext_lazy("种类"), choices=SiteKind.choices)
    name = forms.CharField(label=gettext_lazy("名称"), max_length=80)
    name_en = forms.CharField(label=gettext_lazy("英文名称"), max_length=120, required=False)
    address = forms.CharField(label=gettext_lazy("地址"), max_length=160, required=False)
    beds = forms.IntegerField(label=gettext_lazy("床位数"), min_value=1, max_value=50_000)
    target_at = MomentField(
        label=gettext_lazy("目标开舱时间（方舱必填）"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    site_id = forms.UUIDField(required=False, widget=forms.HiddenInput)


class AdmitForm(forms.Form):
    """Who from elsewhere is given which bed."""

    patient = forms.CharField(required=False)
    zone = forms.CharField(required=False)
    bed = forms.CharField(required=False)
    stay_id = IdField()


class EndStayForm(forms.Form):
    """Which stay ends."""

    stay_id = IdField()


class ReportForm(forms.Form):
    """What a site says for an hour: fields `done-KEY` and `block-KEY` for each of its items."""

    hour = forms.CharField(required=False)
    people = forms.CharField(required=False)
    confirmed = forms.BooleanField(required=False)
    report_id = forms.CharField(required=False)

    def clean_people(self) -> int:
        """Read how many are at work; empty is nobody. Raises `site_report.not_a_number`."""
        return read_number(self.cleaned_data["people"] or "0", _("在场人数"))

    def progress_of(self, items: Iterable[SiteItem]) -> dict[str, ItemProgress]:
        """Return what was typed of each item by its key; items without a new word are left out."""
        typed = ((item.key, self._read_progress(item)) for item in items)
        return {key: progress for key, progress in typed if progress}

    def _read_progress(self, item: SiteItem) -> ItemProgress | None:
        done = self.data.get(f"done-{item.key}", "").strip()
        block = self.data.get(f"block-{item.key}", "").strip()
        if not done and block == self.data.get(f"had-{item.key}", ""):
            return None
        return ItemProgress(read_number(done or "0", localized_name(item)), block)


def read_number(text: str, label: str) -> int:
    """Read a whole number as typed, in full-width digits too.

    Raises Problem `site_report.not_a_number`.
    """
    try:
        value = int(text.strip())
    except ValueError:
        value = -1
    if not 0 <= value <= MOST:
        raise Problem("site_report.not_a_number", item=label, value=text.strip()[:20])
    return value
