"""What is typed at the doors: who is well, and person by person what they said."""

from django import forms

from wanjia.core.acts import IdField
from wanjia.core.typed_fields import IdListField


class WellForm(forms.Form):
    """Of which homes all are well.

    The one whose button was pressed, or those that are ticked.
    """

    one = IdField()
    door = IdListField()
    stairwell = forms.CharField(required=False)


class PersonForm(forms.Form):
    """What one person said; each field's name ends with the person's id."""

    antigen = forms.CharField(required=False)
    pcr = forms.CharField(required=False)
    temperature = forms.CharField(required=False)
    symptoms = forms.CharField(required=False)
    where = forms.CharField(required=False)
    well = forms.CharField(required=False)
    seen = forms.CharField(required=False)

    def add_prefix(self, field_name: str) -> str:
        """Return the name that the page gives to a field: `antigen-0180a8e0…`."""
        return f"{field_name}-{self.prefix}"


class PhotoForm(forms.Form):
    """A photo that belongs to what was typed."""

    photo = forms.FileField(required=False, allow_empty_file=True)
    photo_id = IdField()
