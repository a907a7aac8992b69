"""What the acts on warnings ask."""

from django import forms
from django.utils.translation import gettext_lazy as _

from wanjia.core.acts import IdField


class ReadFileForm(forms.Form):
    """A file of warnings."""

    file = forms.FileField(
        label=_("预警文件（CAP、.xml）"),
        widget=forms.ClearableFileInput({"accept": ".xml,.cap,application/xml,text/xml"}),
    )


class AddFeedForm(forms.Form):
    """An address from which warnings are read."""

    url = forms.CharField(
        label=_("预警来源的网址（CAP、Atom、RSS）"),
        max_length=300,
        widget=forms.URLInput({"placeholder": "https://"}),
    )


class EndFeedForm(forms.Form):
    """Which source."""

    feed_id = IdField(required=True)


class WarningForm(forms.Form):
    """Which warning."""

    warning_id = IdField(required=True)
