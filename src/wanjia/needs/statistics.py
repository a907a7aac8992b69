"""How needs are answered: by the hour, by category, against the promise; contacts; load."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from wanjia.care.contacts.overdue import late_now
from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.charts import Chart, Column
from wanjia.needs.models import Category, Need
from wanjia.people.models import Contact


@dataclass(frozen=True)
class Figures:
    """All that is drawn, for a day that ends now."""

    hours: Chart
    categories: list[dict[str, Any]]
    answered_in_time: int
    answered_late: int
    unanswered_late: int
    contacts: Chart
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
            _("每小时新来和答复的求助"),
            _("件求助"),
            (_("新来"), _("答复")),
            ([row[0] for row in rows if row[0] > since], [row[0] for row in answered]),
            since,
            hours,
        ),
        categories=_count_by_category(viewer),
        answered_in_time=len(answered) - late,
        answered_late=late,
        unanswered_late=needs.filter(answered_at=None, closed_at=None, answer_by__lt=now).count(),
        contacts=by_hour(
            _("每小时的联系和联系上的"),
            _("次"),
            (_("联系"), _("联系上")),
            (
                [at for at, _outcome in made],
                [at for at, outcome in made if outcome not in ("no_answer", "wrong_number")],
            ),
            since,
            hours,
        ),
        contacts_made=len(made),
        contacts_late=kept.people if kept else None,
        load=_count_by_helper(viewer),
    )


def by_hour(
    title: str,
    unit: str,
    words: tuple[str, str],
    moments: tuple[list[datetime], list[datetime]],
    since: datetime,
    hours: int,
) -> Chart:
    """Return the chart of two counts for each hour since a moment."""
    counts = [Counter(_hour_index(at, since) for at in some) for some in moments]
    ends = [timezone.localtime(since + timedelta(hours=n + 1)) for n in range(hours)]
    return Chart(
        title=title,
        unit=unit,
        axis=_("到几点为止的一小时"),
        span=_("%(first)s 至 %(last)s")
        % {"first": f"{timezone.localtime(since):%m-%d %H:%M}", "last": f"{ends[-1]:%m-%d %H:%M}"},
        columns=tuple(
            Column(f"{end:%H}", f"{end:%m-%d %H:%M}", tuple(count[n] for count in counts))
            for n, end in enumerate(ends)
        ),
        series=words,
    )


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
