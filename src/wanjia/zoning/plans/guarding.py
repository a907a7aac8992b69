"""Guard posts of an estate follow what is closed in it: posts come and go, each with its moment."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q

from wanjia.core.access.viewer import Viewer
from wanjia.places.models import Estate
from wanjia.places.queries import stairwell_keys
from wanjia.zoning import queries
from wanjia.zoning.models import GuardPost, Publication, Zone, ZoneStairwell
from wanjia.zoning.plans.graph import EstateGraph
from wanjia.zoning.plans.named_posts import NAMES_OF
from wanjia.zoning.plans.posts import Closed, needed_posts, post_change
from wanjia.zoning.protocols.protocol import Phase, Protocol, ZoneClass, phase_on
from wanjia.zoning.protocols.protocol_store import PRECAUTION, SEALED, class_of

POSTED = ("epidemic", "gas")  # heat, wind and darkness are not kept in by guards


def posted(protocol: Protocol, klass: ZoneClass) -> bool:
    """Return whether zones of a class are kept by guard posts."""
    return protocol.kind in POSTED and klass.look != PRECAUTION


def guarded(protocol: Protocol, klass: ZoneClass, phase: Phase | None) -> str:
    """Return where a zone in a phase is watched: `home`, `area`, `estate`, or "" for nowhere."""
    if not posted(protocol, klass):
        return ""
    if phase and phase.posts:
        return phase.posts
    return "home" if klass.look == SEALED else "area"


def closed_in(viewer: Viewer, estate: Estate, at: datetime) -> Closed:
    """Return what is closed in an estate, at a moment or from it on."""
    shelf = queries.protocols(viewer.community_id)
    tz = queries.community_tz(viewer.community_id)
    keys = stairwell_keys(viewer, estate)
    rows = ZoneStairwell.objects.of(viewer).filter(zone__estate=estate)
    rows = rows.filter(Q(until=None) | Q(until__gt=at))
    where: dict[str, set[str]] = {"home": set(), "area": set(), "estate": set()}
    known: dict[Any, str] = {}
    for row in rows.select_related("zone"):
        zone = row.zone
        if zone.id not in known:
            known[zone.id] = _guarded_zone(shelf, zone, at, tz)
        if known[zone.id]:
            where[known[zone.id]].add(keys[row.stairwell_id])
    return Closed(frozenset(where["home"]), frozenset(where["area"]), bool(where["estate"]))


def _guarded_zone(shelf: Any, zone: Zone, at: datetime, tz: Any) -> str:
    protocol, klass = shelf.get(zone.protocol), class_of(shelf, zone)
    if protocol is None or klass is None:
        return ""
    moment = max(at, zone.started_at)
    phase = phase_on(protocol, zone.klass, zone.clock_from, moment, tz).phase
    return guarded(protocol, klass, phase)


def standing_posts(viewer: Viewer, estate: Estate, at: datetime) -> list[GuardPost]:
    """Return the posts of an estate that stand at a moment, or are to stand after it."""
    posts = GuardPost.objects.of(viewer).filter(publication__estate=estate)
    posts = posts.filter(publication__undone_at=None)
    return list(posts.filter(Q(ended_at=None) | Q(ended_at__gt=at)).select_related("publication"))


def adapt_posts(
    viewer: Viewer, estate: Estate, publication: Publication, graph: EstateGraph, at: datetime
) -> tuple[list[GuardPost], list[GuardPost]]:
    """Let posts come and go, so that from a moment on what is closed is kept, and no more.

    Return the posts that come and those that go.
    """
    needed = needed_posts(graph, closed_in(viewer, estate, at))
    standing = {post.label: post for post in standing_posts(viewer, estate, at)}
    change = post_change({label: post.guards for label, post in standing.items()}, needed)
    gone = [standing[label] for label in change.gone]
    GuardPost.objects.of(viewer).filter(id__in=[post.id for post in gone]).update(ended_at=at)
    kinds = queries.post_kinds(estate)
    NAMES_OF.renew(viewer.community_id)  # whoever reads of the posts next finds them named
    return GuardPost.objects.bulk_create(
        GuardPost(
            community_id=viewer.community_id,
            publication=publication,
            label=label,
            kind="door" if label.startswith("door:") else kinds.get(label, "path"),
            guards=guards,
            started_at=at,
        )
        for label, guards in change.added.items()
    ), gone


def give_posts_back(
    viewer: Viewer, publication: Publication, gone: Iterable[str], now: datetime
) -> None:
    """Take the posts of a publication away again and put back those that it took."""
    posts = GuardPost.objects.of(viewer)
    posts.filter(publication=publication, ended_at=None).update(ended_at=now)
    posts.filter(id__in=list(gone)).update(ended_at=None)
