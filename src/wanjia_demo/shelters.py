"""The demo's shelters: one open with people in it, one being built that reports every hour."""

from datetime import datetime, timedelta
from hashlib import blake2b

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.ids import new_ids
from wanjia.core.models import Community
from wanjia.sites.models import Site, SiteItem, Stay
from wanjia.sites.sites.actions import Said, make_site, open_site, report
from wanjia.sites.transfers.actions import add_vehicle, make_trip
from wanjia_demo.telling import tell

BUILDING_SINCE = 20  # hours
OPEN_SINCE = 60
GUESTS = 168
# When each item began and how many hours it took or will take, in hours from the start.
COURSE = {
    "area": (0, 5),
    "power": (5, 12),
    "water": (6, 15),
    "zones": (6, 9),
    "passages": (15, 6),
    "partitions": (5, 16),
    "beds": (6, 18),
    "toilets": (21, 10),
    "network": (17, 6),
    "care_units": (24, 6),
    "fire": (22, 2),
    "accepted": (32, 4),
}
BLOCKED = {"water": "缺两台提升泵，供货商说今晚 22:00 到"}


def set_up(community: Community, head: Viewer, now: datetime) -> None:
    """A shelter in use, a hospital, a shelter on its way, two vehicles and a trip tonight."""
    full = now.replace(minute=0, second=0, microsecond=0)
    used = _open_shelter(community, head, full)
    with clock.freeze(now - timedelta(days=30)):
        make_site(
            head,
            "区中心医院",
            40,
            kind="hospital",
            name_en="District Central Hospital",
            address="城中路 1 号",
        )
    _building_shelter(community, head, full)
    with clock.freeze(now):
        car = add_vehicle(head, "沪A·W2041", 12, "王师傅", "19900000410")
        add_vehicle(head, "沪A·W2042", 7, "李师傅", "19900000411")
        make_trip(head, car.id, used.id, full + timedelta(hours=3))


def _open_shelter(community: Community, head: Viewer, now: datetime) -> Site:
    start = now - timedelta(hours=OPEN_SINCE + 40)
    with clock.freeze(start):
        site = make_site(
            head,
            "体育中心方舱",
            200,
            name_en="Sports Centre shelter",
            address="体育路 88 号",
            target_at=start + timedelta(hours=40),
        )
    _hours_of(community, site, start, 38)
    with clock.freeze(now - timedelta(hours=OPEN_SINCE)):
        open_site(head, site.id)
    stays = []
    for place, key in enumerate(new_ids(GUESTS)):
        dice = blake2b(f"guest {place}".encode(), digest_size=4).digest()
        since = now - timedelta(hours=dice[0] % OPEN_SINCE, minutes=dice[1] % 60)
        until = since + timedelta(hours=24 + dice[2] % 48)
        stays.append(
            Stay(
                id=key,
                community=community,
                site=site,
                patient=f"示范病人{place + 1:03d}",
                zone="ABCD"[place % 4],
                bed=f"{place // 4 + 1:02d}",
                since=since,
                until=until if until <= now else None,
            )
        )
    Stay.objects.bulk_create(stays)
    tell(head, "stay.began", [(stay.id, stay.since, None) for stay in stays])
    gone = [(stay.id, stay.until, None) for stay in stays if stay.until]
    tell(head, "stay.ended", gone)
    return site


def _building_shelter(community: Community, head: Viewer, now: datetime) -> None:
    start = now - timedelta(hours=BUILDING_SINCE)
    with clock.freeze(start):
        site = make_site(
            head,
            "会展中心方舱",
            600,
            name_en="Exhibition Centre shelter",
            address="会展路 6 号",
            target_at=start + timedelta(hours=36),
        )
    _hours_of(community, site, start, BUILDING_SINCE)


def _hours_of(community: Community, site: Site, start: datetime, hours: int) -> None:
    """The reports of the first hours, as the site's manager sends them."""
    manager = Viewer(community.id, "site", name=site.name)
    items = list(SiteItem.objects.filter(community=community, site=site))
    for hour in range(1, hours + 1):
        at = start + timedelta(hours=hour)
        late = hour >= hours - 1 and site.beds_planned > 500
        said = {
            item.key: Said(_done_by(item, hour, hours), BLOCKED.get(item.key, "") if late else "")
            for item in items
        }
        with clock.freeze(at + timedelta(minutes=5)):
            report(manager, site, at, said, people=60 + 7 * (hour % 5))


def _done_by(item: SiteItem, hour: int, hours: int) -> int:
    begin, needs = COURSE[item.key]
    if hours > BUILDING_SINCE and hour == hours:
        return item.target
    return min(max(item.target * (hour - begin) // needs, 0), item.target)
