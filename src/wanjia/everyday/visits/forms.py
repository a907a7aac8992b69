"""What the acts on visits ask."""

from django import forms
from django.utils.translation import gettext_lazy as _

from wanjia.core.acts import IdField
from wanjia.core.typed_fields import DayField


class VisitForm(forms.Form):
    """What came of a visit; drawn by hand, a button an outcome."""

    dwelling_id = IdField(required=True)
    resident_id = IdField()
    visit_id = IdField()
    outcome = forms.CharField(required=False)
    note = forms.CharField(label=_("说了什么"), max_length=500, required=False)
    promised = forms.CharField(label=_("答应了办什么"), max_length=500, required=False)


class AgreeForm(forms.Form):
    """Which door, on which day."""

    door = forms.CharField(label=_("门号"), max_length=60)
    day = DayField(label=_("哪天去"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))


class DiaryFilter(forms.Form):
    """What the diary is searched for."""

    q = forms.CharField(label=_("找"), required=False, max_length=40)
    outcome = forms.CharField(required=False)
