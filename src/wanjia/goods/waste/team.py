"""Waste that another community's street team collects: its places go there, its bags come back.

A committee says whose team collects its infected waste; only one of the same town can be chosen.
That team is told a door, a kind of waste and the days, never who lives there or why; the committee
gets back what was collected, so that both lists are right.
"""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from wanjia.core import journal
from wanjia.core.access.viewer import Viewer, system_viewer
from wanjia.core.models import Community
from wanjia.core.shortcuts import get_or_refuse
from wanjia.goods.models import Pickup, WastePlace
from wanjia.goods.waste.queries import waste_day

ONE_DAY = timedelta(days=1)
ANOTHER_TEAM = "waste.another_team"


def teams_near(community: Community) -> QuerySet[Community]:
    """Return the communities of the same town, whose teams could collect for this one."""
    if community.area_id is None or community.practice:
        return Community.objects.none()
    rows = Community.objects.filter(area=community.area_id, practice=False, setting_up=False)
    return rows.exclude(id=community.id).order_by("name")


@transaction.atomic
def choose_team(viewer: Viewer, team_id: UUID | None) -> Community | None:
    """Let another community's team collect the infected waste, or None: our own does it.

    What an earlier team was told ends today. Raises Problem `kernel.not_found` for a community of
    another town.
    """
    viewer.need("head")
    community = Community.objects.select_for_update().get(id=viewer.community_id)
    team = get_or_refuse(teams_near(community), id=team_id) if team_id else None
    before = community.waste_team
    if (before and before.id) == (team and team.id):
        return team
    if before:
        _bring_back(community, before.id)
        _end_shared(community, before.id)
    community.waste_team = team
    community.save(update_fields=["waste_team"])
    journal.write(
        viewer,
        "waste.team_chosen",
        before={"team": before.name if before else ""},
        after={"team": team.name if team else ""},
    )
    share_places(community.id)
    return team


def share_places(community_id: UUID) -> int:
    """Tell the team what it is to collect here, note what it has collected; how much was new."""
    community = Community.objects.get(id=community_id)
    if community.waste_team_id is None:
        return 0
    with timezone.override(ZoneInfo(community.timezone)):
        told = _send_places(community, community.waste_team_id)
        return told + _bring_back(community, community.waste_team_id)


def _places_to_share(community: Community) -> QuerySet[WastePlace]:
    """Return the homes whose waste is collected, or was until the other day."""
    since = waste_day() - ONE_DAY
    rows = WastePlace.objects.filter(community_id=community.id, dwelling__isnull=False)
    return rows.filter(Q(until=None) | Q(until__gte=since))


def _shared(team_id: UUID, places: Iterable[UUID]) -> QuerySet[WastePlace]:
    """Return the team's rows for some places of ours."""
    rows = WastePlace.objects.filter(community_id=team_id, source__in=list(places))
    return rows.exclude(served_for="")


@transaction.atomic
def _send_places(community: Community, team_id: UUID) -> int:
    """Put new places on the team's list and end those that have ended; how many of both."""
    places = list(_places_to_share(community).select_related("dwelling__stairwell__estate"))
    if not places:
        return 0
    known = {row.source: row for row in _shared(team_id, [place.id for place in places])}
    new = [place for place in places if place.id not in known and place.until is None]
    for place in new:
        _send_place(community, team_id, place)
    ended = [place for place in places if place.id in known and _differs(place, known[place.id])]
    for place in ended:
        row = known[place.id]
        row.until, row.end_reason = place.until, ""
        row.save(update_fields=["until", "end_reason"])
        _write_of(row, "waste.ended" if row.until else "waste.listed")
    return len(new) + len(ended)


def _differs(place: WastePlace, row: WastePlace) -> bool:
    """Return whether a place has ended, or begun again, since the team was told.

    What the team took off its list itself, with a reason of its own, stays off.
    """
    return place.until != row.until and row.end_reason in ("", ANOTHER_TEAM)


def _send_place(community: Community, team_id: UUID, place: WastePlace) -> None:
    home = place.dwelling
    if home is None:
        return
    row = WastePlace.objects.create(
        community_id=team_id,
        source=place.id,
        address=f"{community.name} {home.stairwell.estate.name} {home.door}"[:120],
        kind=place.kind,
        since=place.since,
        served_for=community.name,
    )
    _write_of(row, "waste.listed")
    journal.write(
        system_viewer(community.id),
        "waste.shared",
        subject=place.id,
        dwelling=home.id,
        after={"team": Community.objects.values_list("name", flat=True).get(id=team_id)},
    )


def _write_of(row: WastePlace, kind: str) -> None:
    after = {"door": row.address, "community": row.served_for}
    journal.write(system_viewer(row.community_id), kind, subject=row.id, after=after)


@transaction.atomic
def _end_shared(community: Community, team_id: UUID) -> None:
    """End what a team was told, as another collects from now on."""
    places = [place.id for place in _places_to_share(community)]
    for row in _shared(team_id, places).filter(until=None):
        row.until, row.end_reason = waste_day(), ANOTHER_TEAM
        row.save(update_fields=["until", "end_reason"])
        _write_of(row, "waste.ended")


@transaction.atomic
def _bring_back(community: Community, team_id: UUID) -> int:
    """Note here what the team has collected, or took back, since yesterday; how many changed."""
    places = {place.id: place for place in _places_to_share(community)}
    if not places:
        return 0
    sources = dict(_shared(team_id, places).values_list("id", "source"))
    pickups = Pickup.objects.filter(
        community_id=team_id, place__in=list(sources), day__gte=waste_day() - ONE_DAY
    )
    copies = {uuid5(row.id, str(community.id)): row for row in pickups}
    known = {
        row.id: row for row in Pickup.objects.filter(community_id=community.id, id__in=list(copies))
    }
    changed = 0
    for id, row in copies.items():
        place = places[sources[row.place_id]]
        if id not in known:
            changed += _note_collected(community, place, id, row)
        elif row.undone_at and known[id].undone_at is None:
            known[id].undone_at = row.undone_at
            known[id].save(update_fields=["undone_at"])
            _write_ours(place, "waste.taken_back", row)
            changed += 1
    return changed


def _note_collected(community: Community, place: WastePlace, id: UUID, row: Pickup) -> int:
    if row.undone_at:
        return 0
    Pickup.objects.create(
        community_id=community.id,
        id=id,
        place=place,
        day=row.day,
        occurred_at=row.occurred_at,
        bags=row.bags,
        doubled=row.doubled,
        agent=row.agent,
        ppm=row.ppm,
        created_by_name=row.created_by_name,
    )
    _write_ours(place, "waste.picked_up", row)
    return 1


def _write_ours(place: WastePlace, kind: str, row: Pickup) -> None:
    viewer = system_viewer(place.community_id)
    after = {"bags": row.bags}
    journal.write(viewer, kind, subject=place.id, dwelling=place.dwelling_id, after=after)
