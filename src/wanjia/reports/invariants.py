"""What must hold of reports: a zone has its rounds, a person one answer that counts, a positive or
feverish answer somebody who follows it up."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_noop as _

from wanjia.core import clock
from wanjia.core.integrity import Violation, invariant, journaled, violation, violations_in
from wanjia.core.models import Community, Entry
from wanjia.reports.daily.actions import is_unbroken
from wanjia.reports.models import Alarm, Answer, Paste, Round, SealedReport
from wanjia.zoning.models import Zone
from wanjia.zoning.protocols.protocol import rounds_between
from wanjia.zoning.queries import protocol_named

BY_HAND = _("请打开这一轮的名单，看这个人的填报，照实再记一次。")
journaled(lambda community: Alarm.objects.filter(community_id=community), "alarm.opened")
journaled(
    lambda community: Alarm.objects.filter(community_id=community, closed_at__isnull=False),
    "alarm.closed",
)
journaled(
    lambda community: Paste.objects.filter(community_id=community, committed_at__isnull=False),
    "paste.committed",
)
journaled(
    lambda community: Paste.objects.filter(community_id=community, taken_back_at__isnull=False),
    "paste.taken_back",
)


@invariant(
    "daily.broken",
    _("封存的日报和封存时不一样了"),
    _("有人改过数据库。请对照备份里这一天的日报，把不同告诉街镇。"),
)
def _broken_seal(community: UUID) -> Iterator[Violation]:
    rows = SealedReport.objects.filter(community_id=community).exclude(sealed_at=None)
    for row in rows.iterator():
        if not is_unbroken(row):
            yield violation(row, row.day.isoformat())


@invariant(
    "rounds.missing",
    _("分区没有轮次：没有人会被问到"),
    _("运行着的服务每分钟会补开；一分钟后还没有，请重启万家。"),
)
def _no_rounds(community: UUID) -> Iterator[Violation]:
    rounds = Round.objects.filter(community_id=community, zone=OuterRef("id"))
    tz, now = ZoneInfo(Community.objects.get(id=community).timezone), clock.now()
    zones = Zone.objects.filter(~Exists(rounds), community_id=community)
    for zone in zones.filter(Q(ended_at=None) | Q(ended_at__gt=now)).select_related("publication"):
        protocol = protocol_named(community, zone.protocol)
        since = max(
            zone.started_at, zone.publication.published_at if zone.publication else zone.started_at
        )
        until = since + timedelta(days=2)
        if rounds_between(protocol, zone.klass, zone.clock_from, since, until, tz):
            yield violation(zone, zone.name)


@invariant(
    "answers.current",
    _("有填报，却没有一条算数的"),
    BY_HAND,
)
def _none_counts(community: UUID) -> Iterator[Violation]:
    """Yield the residents without a current answer, but those of a paste that was taken back."""
    rows = Answer.objects.filter(community_id=community)
    counting = rows.filter(current=True, round=OuterRef("round"), resident=OuterRef("resident"))
    lone = rows.filter(~Exists(counting), current=False)
    backs = Entry.objects.filter(community_id=community, type="paste.taken_back")
    gone = {
        answer_id
        for after in backs.values_list("after", flat=True)
        for answer_id in (after or {}).get("answers", ())
    }
    for answer in lone.select_related("resident__dwelling").iterator():
        if str(answer.id) not in gone:
            yield violation(answer, answer.resident.dwelling.door)


@invariant(
    "answers.alarm",
    _("阳性或发热的填报没有人跟进"),
    BY_HAND,
)
def _no_alarm(community: UUID) -> Iterator[Violation]:
    rows = Answer.objects.filter(community_id=community, current=True).annotate(
        said_at=Coalesce("measured_at", "recorded_at")
    )
    ill = {
        "positive": Q(antigen="positive") | Q(pcr="positive"),
        "fever": Q(temperature__gte=F("round__fever"), round__community_id=community),
    }
    for kind, what in ill.items():
        alarms = Alarm.objects.filter(
            Q(closed_at=None) | Q(closed_at__gte=OuterRef("said_at")) | Q(answer=OuterRef("id")),
            community_id=community,
            resident=OuterRef("resident"),
            kind=kind,
        )
        lone = rows.filter(what).filter(~Exists(alarms)).select_related("resident__dwelling")
        yield from violations_in(lone, lambda alarm: alarm.resident.dwelling.door)
