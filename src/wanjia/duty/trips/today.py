"""Today's trips to a hospital."""

from django.utils.translation import gettext as _

from wanjia.core.today import MOST, TodayPage, TodayRow, today_rows
from wanjia.duty.trips.absences import people_out


@today_rows(order=90)
def trip_rows(page: TodayPage) -> list[TodayRow]:
    """Who is on the way to a hospital or there, until they are home."""
    return [
        {
            "title": f"{one.door} {one.hospital}",
            "url": f"/trips/{one.trip}/",
            "icon": "phone",
            "tone": "soon",
            "text": _("就医还没回家"),
            "due": None,
            "link": {"url": f"/trips/{one.trip}/", "label": _("打开")},
        }
        for one in people_out(page.viewer)[:MOST]
    ]
