"""What is asked of the mode: what proposes the emergency, and what is left open by one."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from wanjia.care.queries import shut_classes
from wanjia.core import clock
from wanjia.core.access.viewer import OFFICERS, Viewer, system_viewer
from wanjia.core.models import Mode
from wanjia.core.scheduling.cached_counts import CachedCount
from wanjia.everyday.mode.mode_rules import OpenRequest, load_mode_rules, not_decided, threatening
from wanjia.everyday.models import ModeDecision, ModeSource, PlannedVisit
from wanjia.everyday.warnings.queries import standing_warnings
from wanjia.needs.models import Need, Urgency
from wanjia.reports.models import Alarm, AlarmKind, Round
from wanjia.zoning.models import Case, Zone

LAST = 20


@dataclass(frozen=True)
class Reason:
    """What proposes the emergency: of which kind, the row it stands in, since when, its words."""

    source: str
    about: UUID
    began_at: datetime
    words: str = ""
    words_en: str = ""
    count: int = 1


def decisions_of(viewer: Viewer) -> QuerySet[ModeDecision]:
    """Return what was decided of the mode, the last first; for officers."""
    viewer.need(*OFFICERS)
    return ModeDecision.objects.of(viewer)


def find_reasons(community: UUID) -> tuple[Reason, ...]:
    """Return what proposes the emergency now and nobody has decided about, the oldest first."""
    viewer = system_viewer(community)
    decisions = ModeDecision.objects.of(viewer).values_list("about", flat=True)
    decided = {about for about in decisions if about}
    last_back = ModeDecision.objects.of(viewer).filter(before=Mode.EMERGENCY, after=Mode.ORDINARY)
    back_at = last_back.values_list("decided_at", flat=True).first()
    found = [
        *_of_requests(viewer),
        *_of_cases(viewer),
        *_of_alarms(viewer),
        *_of_warnings(viewer),
    ]
    standing = [
        reason for reason in found if not_decided(reason.began_at, reason.about, decided, back_at)
    ]
    return tuple(sorted(standing, key=lambda reason: reason.began_at))


REASONS: CachedCount[tuple[Reason, ...]] = CachedCount("mode-reasons", find_reasons)


def _of_requests(viewer: Viewer) -> list[Reason]:
    rows = Need.objects.of(viewer).filter(closed_at=None, urgency=Urgency.NOW)
    needs = {need.id: need for need in rows}
    requests = [OpenRequest(need.id, need.opened_at, _signs_of(need)) for need in needs.values()]
    grave, many = threatening(requests, load_mode_rules().requests, clock.now())
    reasons = [
        Reason(
            ModeSource.DANGER,
            request.id,
            request.opened_at,
            needs[request.id].reason,
            needs[request.id].reason_en,
        )
        for request in grave
    ]
    if many:
        newest = many[-1]
        reasons.append(Reason(ModeSource.MANY, newest.id, newest.opened_at, count=len(many)))
    return reasons


def _signs_of(need: Need) -> frozenset[str]:
    return frozenset(sign.get("name", "") for sign in need.verdict.get("signs", ()))


def _of_cases(viewer: Viewer) -> list[Reason]:
    since = clock.now() - timedelta(days=load_mode_rules().cases.case_days)
    rows = Case.objects.of(viewer).filter(
        withdrawn_at=None, moved_out_at=None, recorded_at__gt=since
    )
    columns = rows.values_list("id", "recorded_at")
    return [Reason(ModeSource.CASE, case, recorded_at) for case, recorded_at in columns]


def _of_alarms(viewer: Viewer) -> list[Reason]:
    rows = Alarm.objects.of(viewer).filter(closed_at=None, kind=AlarmKind.POSITIVE)
    columns = rows.values_list("id", "opened_at")
    return [Reason(ModeSource.POSITIVE, alarm, opened_at) for alarm, opened_at in columns]


def _of_warnings(viewer: Viewer) -> list[Reason]:
    levels = load_mode_rules().warnings.levels
    rows = standing_warnings(viewer).filter(dismissed_at=None, level__in=levels)
    return [
        Reason(
            ModeSource.WARNING,
            warning.id,
            warning.received_at,
            warning.headline,
            warning.headline_en,
        )
        for warning in rows
    ]


@dataclass(frozen=True)
class LeftOpen:
    """What an emergency leaves open: how many, where, and whether going back must wait for it."""

    label: object
    count: int
    url: str
    blocks: bool = False


def left_open(viewer: Viewer) -> list[LeftOpen]:
    """Return what still stands of the emergency, what people are shut in by first."""
    viewer.need(*OFFICERS)
    now = clock.now()
    zones = list(Zone.objects.of(viewer).filter(ended_at=None).values_list("klass", flat=True))
    shut = shut_classes(viewer) if zones else set()
    shut_zones = sum(klass in shut for klass in zones)
    rounds = Round.objects.of(viewer).filter(cancelled_at=None, closes_at__gt=now)
    needs = Need.objects.of(viewer).filter(closed_at=None, urgency__lte=Urgency.DAY)
    alarms = Alarm.objects.of(viewer).filter(closed_at=None)
    visits = PlannedVisit.objects.of(viewer).filter(
        done_at=None, cancelled_at=None, about__isnull=False
    )
    return [
        LeftOpen(_("还在封控、管控的区"), shut_zones, "/zones/", blocks=True),
        LeftOpen(_("其他还在的区"), len(zones) - shut_zones, "/zones/"),
        LeftOpen(_("还没截止的轮次"), rounds.count(), "/rounds/"),
        LeftOpen(_("预警期间还没走访的"), visits.count(), "/warnings/"),
        LeftOpen(_("没有处置完的异常"), alarms.count(), "/alarms/"),
        LeftOpen(_("一天之内要办的求助"), needs.count(), "/needs/"),
    ]


TITLES = {
    ModeSource.DANGER: _("有危及大家的险情，要不要进入应急状态？"),
    ModeSource.CASE: _("登记了病例，要不要进入应急状态？"),
    ModeSource.POSITIVE: _("有人检测阳性，要不要进入应急状态？"),
    ModeSource.WARNING: _("有红色预警，要不要进入应急状态？"),
}
MANY = ngettext_lazy(
    "同时有 %(n)s 件危及生命的求助，要不要进入应急状态？",
    "同时有 %(n)s 件危及生命的求助，要不要进入应急状态？",
    "n",
)


def title_of(reason: Reason) -> str:
    """Return the question that a reason puts."""
    if reason.source == ModeSource.MANY:
        return str(MANY % {"n": reason.count})
    return str(TITLES[ModeSource(reason.source)])


def url_of(reason: Reason) -> str:
    """Return where one sees what the reason is."""
    if reason.source in (ModeSource.DANGER, ModeSource.MANY):
        return f"/needs/{reason.about}/"
    if reason.source == ModeSource.WARNING:
        return "/warnings/"
    if reason.source == ModeSource.CASE:
        return f"/cases/{reason.about}/"
    return "/alarms/"
