"""What the editor sends."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wanjia.core.acts import IdField

MOST_LETTERS = 4_000_000


class DraftForm(forms.Form):
    """A drawing as JSON, and the revision of the draft that it was drawn on."""

    drawing = forms.CharField(max_length=MOST_LETTERS, required=False)
    revision = forms.IntegerField(min_value=0, max_value=2**31 - 1)

    def clean_drawing(self) -> Any:
        """Return the drawing as plain values; what is no JSON is no drawing."""
        try:
            return json.loads(self.cleaned_data["drawing"])
        except (ValueError, RecursionError):
            return None


class SaveMapForm(forms.Form):
    """Which revision of the draft is meant."""

    revision = forms.IntegerField(
        min_value=0, max_value=2**31 - 1, required=True, widget=forms.HiddenInput
    )


class StartDraftForm(forms.Form):
    """What a draft begins with."""

    source = forms.ChoiceField(choices=[("empty", _("白纸")), ("map", _("现在的图"))])


class UndoMapForm(forms.Form):
    """Which saving is taken back."""

    version_id = IdField()


class ExtractForm(forms.Form):
    """A public map's extract."""

    file = forms.FileField(
        label=_("公开地图的导出文件"),
        help_text=_(".osm、.xml 或 .geojson，只导出这个小区。"),
        widget=forms.ClearableFileInput(attrs={"accept": ".osm,.xml,.geojson,.json"}),
    )


class PictureForm(forms.Form):
    """A photo, a screenshot or a scanned plan."""

    file = forms.FileField(
        label=_("照片、截图或扫描的平面图"),
        help_text=_("JPG、PNG 或 WEBP。只有居委会看得到。"),
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )


class PlacePictureForm(forms.Form):
    """Where a picture's upper left corner lies, and how many metres it is wide."""

    lat = forms.FloatField(min_value=-89, max_value=89)
    lon = forms.FloatField(min_value=-180, max_value=180)
    metres = forms.FloatField(min_value=5, max_value=20_000)
