"""An officer's day in one page: what they did, hour by hour, and how much of each."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from wanjia.core import clock
from wanjia.core.access.viewer import STAFF, Viewer, for_roles
from wanjia.core.http import ViewerRequest
from wanjia.core.journal.kinds import title_of
from wanjia.core.models import Entry, Membership
from wanjia.core.shortcuts import get_or_refuse
from wanjia.core.typed import calendar_day
from wanjia.people.models import Contact
from wanjia.places.models import Dwelling
from wanjia.reports.models import Answer

MOST = 500


@for_roles(*STAFF)
def day(request: ViewerRequest) -> HttpResponse:
    """Show the viewer's own day; the head of the committee may choose anybody's."""
    viewer = request.viewer
    chosen = _user_id_from(request.GET.get("who", "")) if viewer.role == "head" else None
    return _render_day(request, viewer, chosen or viewer.user_id)


@for_roles("head")
def day_of(request: ViewerRequest, user_id: UUID) -> HttpResponse:
    """Anybody's day, for the head of the committee."""
    return _render_day(request, request.viewer, user_id)


def _render_day(request: ViewerRequest, viewer: Viewer, user_id: UUID | None) -> HttpResponse:
    who = _membership_of(viewer, user_id)
    when = _day_from(request.GET.get("day", ""))
    tz = timezone.get_current_timezone()
    start = datetime.combine(when, time(), tz)
    end = start + timedelta(days=1)
    lines = sorted(
        [
            *_entry_rows(viewer, who.user_id, start, end),
            *_contact_rows(viewer, who.user_id, start, end),
        ],
        key=lambda line: line["when"],
    )
    answers = (
        Answer.objects.of(viewer)
        .filter(created_by=who.user_id, recorded_at__gte=start, recorded_at__lt=end)
        .count()
    )
    counted = Counter(line["what"] for line in lines)
    context = {
        "who": who,
        "day": when,
        "before": when - timedelta(days=1),
        "after": when + timedelta(days=1),
        "lines": lines,
        "counts": [*counted.most_common(6)],
        "answers": answers,
        "others": _other_members(viewer),
        "hours": f"{timezone.localtime(lines[0]['when']):%H:%M} – "
        f"{timezone.localtime(lines[-1]['when']):%H:%M}"
        if lines
        else "",
    }
    return render(request, "ui/day.html", context)


def _user_id_from(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _membership_of(viewer: Viewer, user_id: UUID | None) -> Membership:
    return get_or_refuse(Membership.objects.of(viewer).filter(user=user_id).select_related("user"))


def _other_members(viewer: Viewer) -> list[Membership]:
    if viewer.role != "head":
        return []
    rows = Membership.objects.of(viewer).exclude(role="town")
    return list(rows.select_related("user").order_by("role", "user__name"))


def _day_from(text: str) -> date:
    return calendar_day(text) or timezone.localdate(clock.now())


def _entry_rows(
    viewer: Viewer, who: UUID, start: datetime, end: datetime
) -> Iterable[dict[str, Any]]:
    rows = list(
        Entry.objects.of(viewer)
        .filter(actor=who, occurred_at__gte=start, occurred_at__lt=end)
        .order_by("occurred_at")[:MOST]
    )
    known = Dwelling.objects.of(viewer).filter(id__in={row.dwelling for row in rows})
    doors = {home.id: home for home in known}
    return [
        {
            "when": row.occurred_at,
            "what": title_of(row.type),
            "door": doors.get(row.dwelling) if row.dwelling else None,
            "dwelling": row.dwelling,
        }
        for row in rows
    ]


def _contact_rows(
    viewer: Viewer, who: UUID, start: datetime, end: datetime
) -> Iterable[dict[str, Any]]:
    rows = (
        Contact.objects.of(viewer)
        .filter(created_by=who, occurred_at__gte=start, occurred_at__lt=end)
        .select_related("resident__dwelling")[:MOST]
    )
    said = _("联系居民")
    return [
        {
            "when": row.occurred_at,
            "what": said,
            "door": row.resident.dwelling,
            "dwelling": row.resident.dwelling_id,
            "more": f"{row.get_channel_display()} · {row.get_outcome_display()}",
        }
        for row in rows
    ]
