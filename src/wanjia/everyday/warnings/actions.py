"""Warnings are taken in, answered with visits or set aside; their sources are added and ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from wanjia.channels.backends import AddressError
from wanjia.channels.backends._addresses import check_url
from wanjia.core import clock, journal
from wanjia.core.access.viewer import OFFICERS, Viewer
from wanjia.core.models import Community, Mode
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.everyday.mode.actions import follow
from wanjia.everyday.mode.queries import REASONS
from wanjia.everyday.models import ModeSource, WarningFeed, WeatherWarning
from wanjia.everyday.visits.actions import cancel_warning_visits, plan_for_warning
from wanjia.everyday.visits.visit_rules import load_visit_rules
from wanjia.everyday.warnings.cap_reader import UnreadableError, WeatherMessage, read_warnings
from wanjia.everyday.warnings.queries import UNDECIDED, feeds_of, place_of, standing_warnings
from wanjia.everyday.warnings.warning_rules import (
    ELSEWHERE,
    hazard_of,
    level_of,
    load_hazards,
    where_is,
)


@dataclass(frozen=True)
class Taken:
    """What became of messages: new here, known already, of elsewhere, over, drills."""

    new: int = 0
    known: int = 0
    elsewhere: int = 0
    over: int = 0
    drills: int = 0


@transaction.atomic
def take_warnings(viewer: Viewer, messages: Sequence[WeatherMessage]) -> Taken:
    """Store the warnings that are of here or may be; end those that are cancelled or replaced.

    A message that is known is quiet; an exercise or a test warns of nothing.
    """
    viewer.need(*OFFICERS)
    place = place_of(viewer.community_id)
    known = set(
        WeatherWarning.objects.of(viewer)
        .filter(identifier__in=[message.identifier for message in messages])
        .values_list("identifier", "sender")
    )
    counts = dict.fromkeys(("new", "known", "elsewhere", "over", "drills"), 0)
    for message in sorted(messages, key=lambda one: one.sent):
        if message.status.lower() != "actual":
            counts["drills"] += 1
            continue
        counts["over"] += _end_earlier(viewer, message)
        if message.kind.lower() not in ("alert", "update"):
            continue
        if (message.identifier, message.sender) in known:
            counts["known"] += 1
            continue
        known.add((message.identifier, message.sender))
        is_here = where_is(message, place)
        if is_here == ELSEWHERE:
            counts["elsewhere"] += 1
            continue
        _store(viewer, message, is_here)
        counts["new"] += 1
    UNDECIDED.forget(viewer.community_id)
    REASONS.forget(viewer.community_id)
    return Taken(**counts)


def _end_earlier(viewer: Viewer, message: WeatherMessage) -> int:
    """End the warnings that a message cancels or takes the place of."""
    if message.kind.lower() not in ("cancel", "update") or not message.references:
        return 0
    rows = WeatherWarning.objects.of(viewer).filter(
        identifier__in=message.references, over_at=None, sent_at__lte=message.sent
    )
    ended = list(rows)
    for warning in ended:
        warning.over_at = clock.now()
        warning.save(update_fields=["over_at"])
        after = {"headline": warning.headline[:80]}
        journal.write(viewer, "warning.over", subject=warning.id, after=after)
    return len(ended)


def _store(viewer: Viewer, message: WeatherMessage, is_here: str) -> WeatherWarning:
    made = WeatherWarning.objects.create(
        community_id=viewer.community_id,
        identifier=message.identifier,
        sender=message.sender,
        sent_at=message.sent,
        received_at=clock.now(),
        hazard=hazard_of(message, load_hazards()),
        level=level_of(message),
        place=is_here,
        headline=message.headline[:300],
        headline_en=message.headline_en[:300],
        description=message.description,
        instruction=message.instruction,
        area=message.area[:300],
        effective_at=message.effective or message.sent,
        expires_at=message.expires,
    )
    after = {"headline": made.headline[:80], "level": made.level}
    journal.write(viewer, "warning.received", subject=made.id, after=after)
    return made


def read_file(viewer: Viewer, file: UploadedFile) -> Taken:
    """Take in the warnings of a file. Raises Problem `warnings.unreadable`, `warnings.none`."""
    viewer.need(*OFFICERS)
    try:
        feed = read_warnings(file.read())
    except UnreadableError:
        raise Problem("warnings.unreadable") from None
    if not feed.messages:
        raise Problem("warnings.none")
    return take_warnings(viewer, feed.messages)


@transaction.atomic
def visit_for(viewer: Viewer, warning_id: UUID) -> int:
    """Plan a visit to everybody whom a warning endangers; return how many are new.

    Raises Problem `warnings.over`, `warnings.hazard_unknown`.
    """
    viewer.need(*OFFICERS)
    warning = _get_standing(viewer, warning_id)
    hazard = load_hazards().get(warning.hazard)
    rule = load_visit_rules().rules.get(hazard.visits) if hazard else None
    if hazard is None or rule is None:
        raise Problem("warnings.hazard_unknown")
    begins = max(warning.effective_at, clock.now())
    due_at = begins + timedelta(hours=rule.within_hours)
    made = plan_for_warning(viewer, hazard.visits, due_at, warning.id)
    warning.visits_at = clock.now()
    warning.save(update_fields=["visits_at"])
    UNDECIDED.forget(viewer.community_id)
    return made


@transaction.atomic
def enter_for(viewer: Viewer, warning_id: UUID) -> int:
    """Go into emergency mode for a warning and plan the visits; return how many are new."""
    viewer.need(*OFFICERS)
    warning = _get_standing(viewer, warning_id)
    follow(viewer, Mode.EMERGENCY, ModeSource.WARNING, warning.id)
    return visit_for(viewer, warning_id)


@transaction.atomic
def set_aside(viewer: Viewer, warning_id: UUID) -> WeatherWarning:
    """Note that nothing is done for a warning; again is harmless."""
    viewer.need(*OFFICERS)
    warning = get_or_refuse(WeatherWarning.objects.of(viewer), id=warning_id)
    if warning.dismissed_at is None:
        warning.dismissed_at = clock.now()
        warning.save(update_fields=["dismissed_at"])
        after = {"headline": warning.headline[:80]}
        journal.write(viewer, "warning.set_aside", subject=warning.id, after=after)
    UNDECIDED.forget(viewer.community_id)
    REASONS.forget(viewer.community_id)
    return warning


def call_off(viewer: Viewer, warning_id: UUID) -> int:
    """Take off the list what is left of a warning's visits; return how many."""
    get_or_refuse(WeatherWarning.objects.of(viewer), id=warning_id)
    return cancel_warning_visits(viewer, warning_id)


def _get_standing(viewer: Viewer, warning_id: UUID) -> WeatherWarning:
    get_or_refuse(WeatherWarning.objects.of(viewer), id=warning_id)
    warning = standing_warnings(viewer).filter(id=warning_id).first()
    if warning is None:
        raise Problem("warnings.over")
    return warning


@transaction.atomic
def add_feed(viewer: Viewer, url: str) -> WarningFeed:
    """Read warnings from an address from now on; the same again is one.

    Raises Problem `warnings.address`.
    """
    viewer.need("head")
    url = url.strip()
    try:
        check_url(url)
    except AddressError:
        raise Problem("warnings.address") from None
    Community.objects.select_for_update().get(id=viewer.community_id)
    known = feeds_of(viewer).filter(url=url).first()
    if known:
        return known
    made = WarningFeed.objects.create(
        community_id=viewer.community_id, url=url[:300], made_at=clock.now()
    )
    journal.write(viewer, "warning.feed_added", subject=made.id)
    return made


@transaction.atomic
def end_feed(viewer: Viewer, feed_id: UUID) -> WarningFeed:
    """Read no more from an address."""
    viewer.need("head")
    feed = get_or_refuse(WarningFeed.objects.of(viewer), id=feed_id)
    if feed.ended_at is None:
        feed.ended_at = clock.now()
        feed.save(update_fields=["ended_at"])
        journal.write(viewer, "warning.feed_ended", subject=feed.id)
    return feed
