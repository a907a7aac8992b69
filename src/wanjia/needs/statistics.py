"""How needs are answered: by the hour, by category, against the promise; contacts; load."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q
from django.utils import timezone

from wanjia.care.contacts.overdue import late_now
from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.needs.models import Category, Need
from wanjia.people.models import Contact

HEIGHT, BASE, BAR = 150, 124, 10


@dataclass(frozen=True)
class Figures:
    """All that is drawn, for a day that ends now."""

    hours: list[dict[str, Any]]
    categories: list[dict[str, Any]]
    answered_in_time: int
    answered_late: int
    unanswered_late: int
    contacts: list[dict[str, Any]]
    contacts_made: int
    contacts_late: int | None
    load: list[dict[str, Any]]


def figures(viewer: Viewer, hours: int = 24) -> Figures:
    """Count the last hours; five statements."""
    now = clock.now()
    since = now - timedelta(hours=hours)
    needs = Need.objects.of(viewer)
    rows = list(
        needs.filter(Q(opened_at__gt=since) | Q(answered_at__gt=since)).values_list(
            "opened_at", "answered_at", "answer_by", "category"
        )
    )
    contacts = (
        Contact.objects.of(viewer)
        .filter(occurred_at__gt=since, occurred_at__lte=now)
        .values_list("occurred_at", "outcome")
    )
    made = list(contacts)
    answered = [(row[1], row[2]) for row in rows if row[1] and row[1] > since]
    late = sum(1 for at, by in answered if by and at > by)
    kept = late_now(viewer.community_id)
    return Figures(
        hours=by_hour(
            [row[0] for row in rows if row[0] > since], [row[0] for row in answered], since, hours
        ),
        categories=_count_by_category(viewer),
        answered_in_time=len(answered) - late,
        answered_late=late,
        unanswered_late=needs.filter(answered_at=None, closed_at=None, answer_by__lt=now).count(),
        contacts=by_hour(
            [at for at, _outcome in made],
            [at for at, outcome in made if outcome not in ("no_answer", "wrong_number")],
            since,
            hours,
        ),
        contacts_made=len(made),
        contacts_late=kept.people if kept else None,
        load=_count_by_helper(viewer),
    )


def by_hour(
    first: list[datetime], second: list[datetime], since: datetime, hours: int
) -> list[dict[str, Any]]:
    """Return two counts for each hour as bars.

    X, heights and the hour, ready to be drawn.
    """
    counts = [Counter(_hour_index(at, since) for at in some) for some in (first, second)]
    top = max((count[n] for count in counts for n in range(hours)), default=0) or 1
    return [
        {
            "hour": timezone.localtime(since + timedelta(hours=n + 1)).strftime("%H"),
            "first": counts[0][n],
            "second": counts[1][n],
            "x": n * 2 * (BAR + 2) + 4,
            "x2": n * 2 * (BAR + 2) + 4 + BAR,
            "h1": round((BASE - 20) * counts[0][n] / top),
            "h2": round((BASE - 20) * counts[1][n] / top),
            "y1": BASE - round((BASE - 20) * counts[0][n] / top),
            "y2": BASE - round((BASE - 20) * counts[1][n] / top),
            "labelled": n % 3 == 0,
        }
        for n in range(hours)
    ]


def _hour_index(at: datetime, since: datetime) -> int:
    return int((at - since) / timedelta(hours=1))


def _count_by_category(viewer: Viewer) -> list[dict[str, Any]]:
    now = clock.now()
    rows = (
        Need.objects.of(viewer)
        .filter(closed_at=None)
        .order_by()
        .values("category")
        .annotate(
            open=Count("id"),
            late=Count("id", filter=Q(due_at__lt=now, waiting_since=None)),
            answered=Count("id", filter=Q(answered_at__isnull=False)),
        )
    )
    names = dict(Category.choices)
    bars: list[dict[str, Any]] = [
        {
            "name": names.get(row["category"], row["category"]),
            "url": f"/needs/?category={row['category']}",
            **row,
        }
        for row in rows
    ]
    top = max((row["open"] for row in bars), default=0) or 1
    for row in bars:
        row["share"] = round(100 * row["open"] / top)
    return sorted(bars, key=lambda row: -int(row["open"]))


def _count_by_helper(viewer: Viewer) -> list[dict[str, Any]]:
    rows = (
        Need.objects.of(viewer)
        .filter(closed_at=None)
        .exclude(helper=None)
        .order_by()
        .values(name=F("helper__name"), role=F("helper__role"), who=F("helper"))
        .annotate(open=Count("id"))
        .order_by("-open", "name")[:40]
    )
    bars: list[dict[str, Any]] = [dict(row) for row in rows]
    top = max((row["open"] for row in bars), default=0) or 1
    for row in bars:
        row["share"] = round(100 * row["open"] / top)
    return bars
