"""Today's trips to a hospital."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from wanjia.core.today import MOST, TodayPage, TodayRow, today_rows
from wanjia.duty.trips.absences import Out, people_out

AHEAD = timedelta(days=1)  # a card planned for later waits for its day


@today_rows(order=90)
def trip_rows(page: TodayPage) -> list[TodayRow]:
    """Return who goes to a hospital within a day or is out, until they are home.

    Who is not back at the time that was agreed comes first.
    """
    soon = [
        out
        for out in people_out(page.viewer)
        if out.left or out.planned_at is None or out.planned_at <= page.now + AHEAD
    ]
    soon.sort(key=lambda out: not _is_late(out, page.now))
    return [
        {
            "title": f"{out.door} {out.hospital}",
            "url": f"/trips/{out.trip}/",
            "icon": "phone",
            "tone": "alarm" if _is_late(out, page.now) else "soon",
            "text": _words(out, page.now),
            "due": out.back_by if out.left else out.planned_at,
            "link": {"url": f"/trips/{out.trip}/", "label": _("打开")},
        }
        for out in soon[:MOST]
    ]


def _is_late(out: Out, now: datetime) -> bool:
    return out.left and out.back_by is not None and out.back_by < now


def _words(out: Out, now: datetime) -> str:
    if _is_late(out, now):
        return _("说好的时间过了，还没回家：打电话问")
    return _("就医还没回家") if out.left or out.planned_at is None else _("约好去就医")
