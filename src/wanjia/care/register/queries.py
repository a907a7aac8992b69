"""What is asked of the risk register: its lines in sight, filtered."""

from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.people.access import visible_residents
from wanjia.people.models import Risk
from wanjia.risks import risks

BACK_WITHIN = timedelta(days=7)


def visible_risks(viewer: Viewer, ended: bool = False) -> QuerySet[Risk]:
    """Return the register's lines in sight.

    Those that hold, or those ended in the last week.
    """
    rows = (
        Risk.objects.of(viewer)
        .filter(
            resident__left_at=None, resident__in=visible_residents(viewer).order_by().values("id")
        )
        .select_related("resident__dwelling__stairwell__estate")
    )
    if ended:
        return rows.filter(ended_at__gt=clock.now() - BACK_WITHIN).order_by("-ended_at")
    return rows.filter(ended_at=None).order_by(
        "confirmed",
        "resident__dwelling__stairwell__estate__name",
        "resident__dwelling__stairwell__sort",
        "resident__dwelling__sort",
        "kind",
    )


def filter_risks(viewer: Viewer, asked: dict[str, Any]) -> QuerySet[Risk]:
    """The register filtered by `view` (all, suggested, ended), `kind`, `q` (name or door)."""
    rows = visible_risks(viewer, ended=asked.get("view") == "ended")
    if asked.get("view") == "suggested":
        rows = rows.filter(confirmed=False)
    if asked.get("kind") in risks().kinds:
        rows = rows.filter(kind=asked["kind"])
    if text := str(asked.get("q", "")).strip()[:40]:
        rows = rows.filter(
            Q(resident__name__icontains=text)
            | Q(resident__initials__istartswith=text)
            | Q(resident__dwelling__door__istartswith=text)
        )
    return rows
