"""`{{ dwelling|address }}`: the door with its estate's short name in its colour, anywhere."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from wanjia.places.estates.addresses import Door, estate_look
from wanjia.places.models import Dwelling

register = template.Library()


@register.filter
def address(dwelling: Dwelling | Door | None) -> SafeString | str:
    """Return a door with its estate; the door alone where there is but one estate."""
    if dwelling is None:
        return ""
    look = estate_look(dwelling)
    if look is None:
        return dwelling.door
    return format_html(
        '<span class="addr e{}"><i>{}</i> {}</span>', look.look, look.words, dwelling.door
    )


@register.filter
def address_words(dwelling: Dwelling | Door | None) -> str:
    """Return the same as bare words, for titles and names of buttons."""
    if dwelling is None:
        return ""
    look = estate_look(dwelling)
    return f"{look.words} {dwelling.door}" if look else dwelling.door
