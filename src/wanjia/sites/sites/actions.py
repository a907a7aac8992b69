"""What changes in a site: planned, reported on by the hour, opened, closed, its link renewed."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from wanjia.core import clock, journal
from wanjia.core.access.viewer import Viewer
from wanjia.core.database_errors import idempotent
from wanjia.core.hearing import Words, hear
from wanjia.core.idempotency import joined_text, known_or_refuse, receive
from wanjia.core.ids import new_id, new_ids
from wanjia.core.localized import localized_name
from wanjia.core.problems import Problem
from wanjia.sites.models import Site, SiteItem, SiteKind, SiteLink, SiteReport, Stay
from wanjia.sites.queries import beds_of, site_of
from wanjia.sites.sites.checklist import load_items

OFFICERS = ("head", "desk")
REPORTERS = (*OFFICERS, "site")
MOST_BEDS = 50_000
MOST = 10_000_000
OLDEST = 24  # hours back that a site may still report for
TOKEN_BYTES = 24  # 192 random bits: cannot be guessed, fits a small QR code


@idempotent
def make_site(
    viewer: Viewer,
    name: str,
    beds: int,
    *,
    kind: str = SiteKind.SHELTER,
    name_en: str = "",
    address: str = "",
    target_at: datetime | None = None,
    site_id: UUID | None = None,
) -> Site:
    """Plan a makeshift hospital with all that it needs for its beds, or enter a hospital.

    A hospital is open at once. The same `site_id` again is harmless. Raises Problem
    `sites.plan_impossible`.
    """
    viewer.need(*OFFICERS)
    scope = {"community_id": viewer.community_id}
    known, id = known_or_refuse(
        viewer,
        Site.objects.all(),
        site_id,
        lambda site: joined_text(site.name, site.beds_planned, site.address),
        joined_text(name, beds, address),
        name=name,
        name_en=name_en,
        beds=beds,
        kind=kind,
        address=address,
        target_at=target_at,
    )
    if known:
        return known
    now = clock.now()
    shelter = kind == SiteKind.SHELTER
    too_late = shelter and (target_at is None or target_at <= now)
    if not name.strip() or not 1 <= beds <= MOST_BEDS or too_late or kind not in SiteKind.values:
        raise Problem("sites.plan_impossible")
    site = Site.objects.create(
        **scope,
        id=id,
        kind=kind,
        name=name.strip()[:80],
        name_en=name_en.strip()[:120],
        address=address.strip()[:160],
        beds_planned=beds,
        started_at=now,
        target_at=target_at if shelter else None,
        opened_at=None if shelter else now,
    )
    if shelter:
        _give_items(site)
        _new_link(site)
    journal.write(viewer, "site.made", subject=site.id, after={"name": site.name, "beds": beds})
    return site


def _give_items(site: Site) -> None:
    needed = load_items()
    SiteItem.objects.bulk_create(
        SiteItem(
            id=key,
            community_id=site.community_id,
            site=site,
            key=item.key,
            name=item.name.zh,
            name_en=item.name.en,
            unit=item.unit.zh,
            unit_en=item.unit.en,
            target=item.target(site.beds_planned),
            weight=item.weight,
            hours=item.hours,
            after=list(item.after),
            sort=place,
        )
        for place, (key, item) in enumerate(zip(new_ids(len(needed)), needed, strict=True))
    )


def _new_link(site: Site) -> SiteLink:
    return SiteLink.objects.create(
        community_id=site.community_id,
        site=site,
        token=secrets.token_urlsafe(TOKEN_BYTES),
        made_at=clock.now(),
    )


@transaction.atomic
def renew_link(viewer: Viewer, site_id: UUID) -> SiteLink:
    """Give the site a new reporting link; the old one opens nothing any more."""
    viewer.need(*OFFICERS)
    site = site_of(viewer, site_id)
    SiteLink.objects.of(viewer).filter(site=site, revoked_at=None).update(revoked_at=clock.now())
    link = _new_link(site)
    journal.write(viewer, "site.link_made", subject=site.id)
    return link


@dataclass(frozen=True)
class ItemProgress:
    """What a site says of one item: how much is done, and what is in its way."""

    done: int
    block: str = ""


@idempotent
def store_report(
    viewer: Viewer,
    site: Site,
    hour: datetime,
    progress_by_key: Mapping[str, ItemProgress],
    *,
    people: int = 0,
    confirmed: bool = False,
    report_id: UUID | None = None,
) -> list[SiteReport]:
    """Store what a site says for an hour of some items, by their key; all or nothing.

    The same `report_id` again stores nothing. Raises Problem `site_report.future`, `.too_old`,
    `.beyond` and `.backwards` (unless `confirmed`), `.nothing`, `.ready`.
    """
    viewer.need(*REPORTERS)
    if not progress_by_key:
        raise Problem("site_report.nothing")
    _refuse_hour(hour)
    scope = {"community_id": viewer.community_id}
    content = {
        "site": site.id,
        "hour": hour,
        "said": {key: (progress.done, progress.block) for key, progress in progress_by_key.items()},
        "people": people,
    }
    arrival = receive(viewer, SiteReport, report_id, content)
    items = [
        item for item in SiteItem.objects.filter(**scope, site=site) if item.key in progress_by_key
    ]
    ids = {item.key: uuid5(arrival.id, item.key) for item in items}
    existing = list(SiteReport.objects.filter(**scope, id__in=ids.values()))
    if existing and arrival.made:
        return existing
    if existing:  # of which no content is known any more
        ids = {item.key: new_id() for item in items}
    if site.opened_at or site.closed_at:
        raise Problem("site_report.ready")
    before = last_done(site, hour)
    for item in items:
        if not confirmed:
            _refuse_unlikely(item, progress_by_key[item.key].done, before.get(item.key, 0))
    now = clock.now()
    stored = SiteReport.objects.bulk_create(
        SiteReport(
            **scope,
            id=ids[item.key],
            item=item,
            hour=hour,
            recorded_at=now,
            done=progress_by_key[item.key].done,
            people=people,
            block=progress_by_key[item.key].block.strip()[:200],
            created_by_name=viewer.name,
            confirmed=confirmed,
        )
        for item in items
    )
    for item in items:
        # At a building site people are hurt too; it is no door of ours: the site is named.
        block = progress_by_key[item.key].block
        words = f"{site.name}：{block}" if block.strip() else ""
        hear(viewer, Words(words, "sitereport.block", ids[item.key], asker=viewer.name))
    return stored


def last_done(site: Site, until: datetime | None = None) -> dict[str, int]:
    """Return what the last report of each item, up to an hour, says is done, by the item's key."""
    rows = SiteReport.objects.filter(community_id=site.community_id, item__site=site)
    rows = rows.filter(hour__lte=until) if until else rows
    return dict(rows.order_by("hour", "recorded_at", "id").values_list("item__key", "done"))


def _refuse_hour(hour: datetime) -> None:
    now = clock.now()
    words = timezone.localtime(hour).strftime("%m-%d %H:%M")
    if hour > now:
        raise Problem("site_report.future", hour=words)
    if hour < now - timedelta(hours=OLDEST):
        raise Problem("site_report.too_old", hour=words, hours=OLDEST)


def _refuse_unlikely(item: SiteItem, done: int, before: int) -> None:
    if done > item.target:
        raise Problem(
            "site_report.beyond", item=localized_name(item), done=done, target=item.target
        )
    if done < before:
        raise Problem("site_report.backwards", item=localized_name(item), done=done, before=before)


@transaction.atomic
def open_site(viewer: Viewer, site_id: UUID) -> Site:
    """Open a makeshift hospital with the beds that are accepted. Raises Problem `sites.no_beds`."""
    viewer.need(*OFFICERS)
    site = site_of(viewer, site_id, lock=True)
    if site.opened_at:
        return site
    done = last_done(site)
    if not done.get("accepted"):
        raise Problem("sites.no_beds")
    site.opened_at = clock.now()
    site.save(update_fields=["opened_at"])
    SiteLink.objects.of(viewer).filter(site=site, revoked_at=None).update(revoked_at=site.opened_at)
    journal.write(viewer, "site.opened", subject=site.id, after={"beds": done["accepted"]})
    return site


@transaction.atomic
def close_site(viewer: Viewer, site_id: UUID) -> Site:
    """Close a site that nobody stays in or is going to. Raises `sites.people_inside`."""
    viewer.need(*OFFICERS)
    site = site_of(viewer, site_id, lock=True)
    if site.closed_at:
        return site
    beds = beds_of([site])[site.id]
    inside = Stay.objects.of(viewer).filter(site=site, until=None).count()
    if inside or beds.promised:
        raise Problem("sites.people_inside", n=inside + beds.promised)
    site.closed_at = clock.now()
    site.save(update_fields=["closed_at"])
    journal.write(viewer, "site.closed", subject=site.id, after={"name": site.name})
    return site
