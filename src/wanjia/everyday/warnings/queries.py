"""What is asked of warnings: which hold, where the community is, what is left of them."""

from datetime import timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from wanjia.core import clock
from wanjia.core.access.viewer import OFFICERS, Viewer, system_viewer
from wanjia.core.models import Area, Community
from wanjia.core.scheduling.cached_counts import CachedCount
from wanjia.everyday.models import PlannedVisit, WarningFeed, WeatherWarning
from wanjia.everyday.warnings.warning_rules import ORANGE, RED, YELLOW, Place
from wanjia.places.models import Estate

HOLDS_FOR = timedelta(hours=24)  # where a warning does not say how long
KEPT_IN_SIGHT = timedelta(days=7)
PROPOSING = (RED, ORANGE, YELLOW, "")  # a level that nobody could read is not calm


def standing_warnings(viewer: Viewer) -> QuerySet[WeatherWarning]:
    """Return the warnings that hold now, the last first."""
    now = clock.now()
    holds = Q(expires_at__gt=now) | Q(expires_at=None, sent_at__gt=now - HOLDS_FOR)
    return WeatherWarning.objects.of(viewer).filter(holds, over_at=None)


def past_warnings(viewer: Viewer) -> QuerySet[WeatherWarning]:
    """Return the warnings of the last week that do not hold any more."""
    recent = WeatherWarning.objects.of(viewer).filter(sent_at__gt=clock.now() - KEPT_IN_SIGHT)
    return recent.exclude(id__in=standing_warnings(viewer).order_by().values("id"))


def feeds_of(viewer: Viewer) -> QuerySet[WarningFeed]:
    """Return the addresses from which warnings are read; for officers."""
    viewer.need(*OFFICERS)
    return WarningFeed.objects.of(viewer).filter(ended_at=None)


def visits_left(viewer: Viewer, warning_id: UUID) -> int:
    """Return how many visits for a warning nobody has made."""
    rows = PlannedVisit.objects.of(viewer).filter(done_at=None, cancelled_at=None)
    return rows.filter(about=warning_id).count()


def place_of(community_id: UUID) -> Place:
    """Return where a community is: its code, the names around it, a point of each estate."""
    community = Community.objects.get(id=community_id)
    names = [community.name, community.town]
    area: Area | None = community.area
    while area is not None and len(names) < 10:
        names.append(area.name)
        area = area.parent
    outlines = Estate.objects.filter(community_id=community_id, schematic=False)
    points = [
        (float(outline[0][0]), float(outline[0][1]))
        for outline in outlines.values_list("outline", flat=True)
        if outline
    ]
    return Place(community.code, tuple(name for name in names if len(name) > 1), tuple(points))


def _find_undecided(community: UUID) -> list[tuple[str, str, str]]:
    rows = standing_warnings(system_viewer(community)).filter(
        dismissed_at=None, visits_at=None, level__in=PROPOSING
    )
    columns = ("level", "headline", "headline_en")
    return list(rows.exclude(hazard="").values_list(*columns)[:1])


# The last warning that asks whether people are visited for it.
UNDECIDED: CachedCount[list[tuple[str, str, str]]] = CachedCount(
    "weather-undecided", _find_undecided
)
