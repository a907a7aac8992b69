"""Taking a call, and requests by their words or number, by one key."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wanjia.core.access.viewer import STAFF
from wanjia.core.localized import localized_name
from wanjia.core.palette import Typed, palette_act, palette_source
from wanjia.needs.intake.numbers import number_of
from wanjia.needs.models import Need
from wanjia.needs.queries import needs_numbered, visible_needs

MOST = 5
palette_act(
    10,
    gettext_lazy("接电话"),
    "/needs/new/",
    "phone",
    STAFF,
    "who",
    ("登记求助", "take a call", "call"),
)


@palette_source(40)
def find_needs(typed: Typed) -> Iterator[dict[str, Any]]:
    """Find the requests of a number that somebody was told, and those whose words hold the text."""
    text = typed.text.strip()
    numbered = needs_numbered(typed.viewer, text)
    for need in numbered[:MOST]:
        yield _need_row(need, _("求助 %(number)s") % {"number": number_of(need.id)})
    if len(text) < 2 or text.replace("-", "").isdigit():
        return
    rows = visible_needs(typed.viewer).filter(text__icontains=text).order_by("closed_at", "urgency")
    found = [need for need in rows[: MOST + len(numbered)] if need not in numbered]
    for need in found[:MOST]:
        yield _need_row(need, need.get_category_display())


def _need_row(need: Need, title: str) -> dict[str, Any]:
    home = need.dwelling
    door = f"{localized_name(home.stairwell.estate)} {home.door}" if home else _("不知哪户")
    return {
        "title": title,
        "url": f"/needs/{need.id}/",
        "icon": "needs",
        "text": f"{door} · {need.text[:60]}",
    }
