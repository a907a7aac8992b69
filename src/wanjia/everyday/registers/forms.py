"""What the acts on registers ask; the form of an entry is made of the register's own fields."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wanjia.core.acts import IdField
from wanjia.core.ids import new_id
from wanjia.core.localized import active_language, localized
from wanjia.everyday.models import Register
from wanjia.everyday.registers.builtin import DOOR, PERSON, PLACE, load_templates
from wanjia.everyday.registers.form_fields import DATE, DECIMAL, INTEGER, MANY, ONE, FormField
from wanjia.everyday.registers.queries import fields_of, label_of

ABOUT = ((DOOR, _("一户")), (PERSON, _("一个人")), (PLACE, _("一个地方")))
WORKBOOK = {"accept": ".xlsx,.xls,.ods"}


def _template_choices() -> list[tuple[str, str]]:
    return [(key, localized(one.name)) for key, one in load_templates().items()]


class OpenForm(forms.Form):
    """Which of the templates."""

    template = forms.ChoiceField(label=_("哪一本"), choices=_template_choices)


class ImportForm(forms.Form):
    """An XLSForm, and what an entry of the register is of."""

    file = forms.FileField(
        label=_("表单文件（XLSForm）"), widget=forms.ClearableFileInput(WORKBOOK)
    )
    about = forms.ChoiceField(label=_("一条是什么"), choices=ABOUT, initial=DOOR)


class ChangeForm(forms.Form):
    """A new form for a register that is there."""

    file = forms.FileField(
        label=_("改好的表单文件（XLSForm）"), widget=forms.ClearableFileInput(WORKBOOK)
    )


class RowsForm(forms.Form):
    """A workbook of entries."""

    file = forms.FileField(
        label=_("表格（.xlsx，第一行是字段名）"), widget=forms.ClearableFileInput(WORKBOOK)
    )


class EntryIdForm(forms.Form):
    """Which entry."""

    entry_id = IdField(required=True)


class EntryForm(forms.Form):
    """An entry: whose, and a field for each of the register's; `form_…` keeps names apart."""

    use_required_attribute = False

    entry_id = IdField()
    door = forms.CharField(label=_("门号"), max_length=60, required=False)
    person = forms.CharField(label=_("姓名"), max_length=80, required=False)
    place = forms.CharField(label=_("地点"), max_length=120, required=False)

    def __init__(self, register: Register, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["entry_id"].initial = new_id()
        if register.about != PERSON:
            del self.fields["person"]
        if register.about != PLACE:
            del self.fields["place"]
            self.fields["door"].required = True
        self.register_fields = fields_of(register)
        for one in self.register_fields:
            made = self.fields[f"form_{one.name}"] = _field_for(one)
            made.required = one.required and not self.is_bound  # shown so; a gap is stored too

    @property
    def typed(self) -> dict[str, Any]:
        """What was filled in, by the register's names."""
        return {one.name: self.cleaned_data[f"form_{one.name}"] for one in self.register_fields}


def _field_for(one: FormField) -> forms.Field:
    """Return a field of a page; the action judges what stands in it."""
    label = label_of(one)
    english = active_language() == "en"
    choices = [(choice.name, (english and choice.en) or choice.zh) for choice in one.choices]
    if one.kind == ONE:
        return forms.ChoiceField(label=label, choices=[("", "—"), *choices], required=False)
    if one.kind == MANY:
        return forms.MultipleChoiceField(
            label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple
        )
    widgets: dict[str, forms.Widget] = {
        DATE: forms.DateInput({"type": "date"}),
        INTEGER: forms.TextInput({"inputmode": "numeric"}),
        DECIMAL: forms.TextInput({"inputmode": "decimal"}),
    }
    widget = widgets.get(one.kind)
    return forms.CharField(label=label, required=False, max_length=300, widget=widget)
