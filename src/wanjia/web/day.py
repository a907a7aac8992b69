"""An officer's day in one page: what they did, hour by hour, and how much of each."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from wanjia.kernel import clock
from wanjia.kernel.access import STAFF, Viewer, for_roles
from wanjia.kernel.models import Entry, Membership
from wanjia.kernel.problem import Problem
from wanjia.kernel.typed import day_from
from wanjia.people.models import Contact
from wanjia.people.words import entry_title
from wanjia.places.models import Dwelling
from wanjia.reports.models import Answer

MOST = 500


@for_roles(*STAFF)
def day(request: HttpRequest) -> HttpResponse:
    """The viewer's own day; the head of the committee may choose anybody's."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    chosen = _asked(request.GET.get("who", "")) if viewer.role == "head" else None
    return _show(request, viewer, chosen or viewer.user_id)


@for_roles("head")
def day_of(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Anybody's day, for the head of the committee."""
    return _show(request, request.viewer, user_id)  # type: ignore[attr-defined]


def _show(request: HttpRequest, viewer: Viewer, user_id: UUID | None) -> HttpResponse:
    who = _whose(viewer, user_id)
    when = _day(request.GET.get("day", ""))
    tz = timezone.get_current_timezone()
    start = datetime.combine(when, time(), tz)
    end = start + timedelta(days=1)
    lines = sorted(
        [*_entries(viewer, who.user_id, start, end), *_contacts(viewer, who.user_id, start, end)],
        key=lambda line: line["when"],
    )
    answers = Answer.objects.filter(
        community_id=viewer.community_id, by=who.user_id, at__gte=start, at__lt=end
    ).count()
    counted = Counter(line["what"] for line in lines)
    context = {
        "who": who,
        "day": when,
        "before": when - timedelta(days=1),
        "after": when + timedelta(days=1),
        "lines": lines,
        "counts": [*counted.most_common(6)],
        "answers": answers,
        "others": _others(viewer),
        "hours": f"{timezone.localtime(lines[0]['when']):%H:%M} – "
        f"{timezone.localtime(lines[-1]['when']):%H:%M}"
        if lines
        else "",
    }
    return render(request, "web/day.html", context)


def _asked(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _whose(viewer: Viewer, user_id: UUID | None) -> Membership:
    found = (
        Membership.objects.filter(community_id=viewer.community_id, user=user_id)
        .select_related("user")
        .first()
    )
    if found is None:
        raise Problem("kernel.not_found")
    return found


def _others(viewer: Viewer) -> list[Membership]:
    if viewer.role != "head":
        return []
    rows = Membership.objects.filter(community_id=viewer.community_id).exclude(role="town")
    return list(rows.select_related("user").order_by("role", "user__name"))


def _day(text: str) -> date:
    try:
        return day_from(text)
    except ValueError:
        return timezone.localdate(clock.now())


def _entries(viewer: Viewer, who: UUID, start: datetime, end: datetime) -> Iterable[dict[str, Any]]:
    rows = list(
        Entry.objects.filter(
            community_id=viewer.community_id, actor=who, at__gte=start, at__lt=end
        ).order_by("at")[:MOST]
    )
    doors = dict(
        Dwelling.objects.filter(
            community_id=viewer.community_id, id__in={one.dwelling for one in rows if one.dwelling}
        ).values_list("id", "door")
    )
    return [
        {
            "when": one.at,
            "what": str(entry_title(one.type)),
            "door": doors.get(one.dwelling, "") if one.dwelling else "",
            "dwelling": one.dwelling,
        }
        for one in rows
    ]


def _contacts(
    viewer: Viewer, who: UUID, start: datetime, end: datetime
) -> Iterable[dict[str, Any]]:
    rows = Contact.objects.filter(
        community_id=viewer.community_id, by=who, at__gte=start, at__lt=end
    ).select_related("resident__dwelling")[:MOST]
    said = _("联系居民")
    return [
        {
            "when": one.at,
            "what": said,
            "door": one.resident.dwelling.door,
            "dwelling": one.resident.dwelling_id,
            "more": f"{one.get_way_display()} · {one.get_outcome_display()}",
        }
        for one in rows
    ]
