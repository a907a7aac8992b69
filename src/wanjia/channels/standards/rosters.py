"""Whose shifts a calendar shows: a person's own by a secret address, a team's to the staff."""

import secrets
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Max, QuerySet

from wanjia.channels.standards.ical import Turn
from wanjia.channels.standards.shift_context import zones_around
from wanjia.core import clock, journal
from wanjia.core.access.rate_limit import count_wrong_secret
from wanjia.core.access.viewer import STAFF, Viewer
from wanjia.core.localized import localized_name
from wanjia.core.models import Entry
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.duty.models import CalendarLink, Shift, Team
from wanjia.duty.queries import shift_name, teams

BACK, MOST = timedelta(days=31), 1000
TOKEN_BYTES = 32  # 256 bits


@transaction.atomic
def link_of(viewer: Viewer, new: bool = False) -> CalendarLink:
    """Return the viewer's secret address, made at need; a `new` one ends the one before."""
    viewer.need(*STAFF)
    if viewer.user_id is None:
        raise Problem("kernel.not_yours")
    rows = CalendarLink.objects.of(viewer).filter(user=viewer.user_id)
    calendar_link = rows.first()
    if calendar_link and not new:
        return calendar_link
    made, _created = CalendarLink.objects.update_or_create(
        community_id=viewer.community_id,
        user_id=viewer.user_id,
        defaults={"token": secrets.token_urlsafe(TOKEN_BYTES), "made_at": clock.now()},
    )
    journal.write(viewer, "calendar.linked", subject=made.id)
    return made


def link_by(token: str) -> CalendarLink:
    """Return the link of an address, of somebody who may still sign in and serves here.

    Raises Problem `kernel.not_found`, `kernel.too_often`.
    """
    rows = CalendarLink.objects.filter(token=token.replace("\0", ""), user__is_active=True)
    calendar_link = rows.select_related("community", "user").first()
    if calendar_link is None:
        count_wrong_secret()
    if (
        calendar_link is None
        or not calendar_link.user.memberships.filter(community=calendar_link.community).exists()
    ):
        raise Problem("kernel.not_found")
    return calendar_link


def own_turns(link: CalendarLink, language: str) -> list[Turn]:
    """Return the shifts of whom the link belongs to: the last month's and those to come."""
    rows = Shift.objects.filter(community=link.community_id, live=True, staff__user=link.user_id)
    return _turns_of(link.community_id, rows, language)


def team_turns(viewer: Viewer, team_id: UUID, language: str) -> tuple[Team, list[Turn]]:
    """Return a team and its shifts, each with whose it is; raises Problem `kernel.not_found`."""
    viewer.need(*STAFF)
    team = get_or_refuse(teams(viewer), id=team_id)
    rows = Shift.objects.filter(community=viewer.community_id, live=True, roster__team=team)
    return team, _turns_of(viewer.community_id, rows, language, whose=True)


def _turns_of(
    community: UUID, rows: QuerySet[Shift], language: str, whose: bool = False
) -> list[Turn]:
    recent = rows.filter(ends_at__gt=clock.now() - BACK).select_related("roster__team", "staff")
    shifts = list(recent.order_by("starts_at", "id")[:MOST])
    moves = Entry.objects.filter(
        community=community, type="shift.handed_over", subject__in=[shift.id for shift in shifts]
    )
    counted = moves.order_by().values_list("subject").annotate(Count("id"), Max("occurred_at"))
    moved = {subject: (many, at) for subject, many, at in counted}
    turns = []
    around = zones_around(community, shifts, language)
    for shift in shifts:
        published = shift.roster.published_at or shift.roster.made_at
        many, at = moved.get(shift.id, (0, published))
        words = [
            localized_name(shift.roster.team),
            shift_name(shift.roster.pattern, shift.key, language),
        ]
        if whose:
            words.append(shift.staff.name)
        told = around[shift.id]
        words += told.events
        summary = " ".join(words)
        turns.append(
            Turn(str(shift.id), summary, shift.starts_at, shift.ends_at, at, many, told.note)
        )
    return turns
