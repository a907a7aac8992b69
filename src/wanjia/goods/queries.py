"""What is asked of goods: supplies and their orders, homes they go to, routes, carts."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from wanjia.core.access.viewer import FIELD, STAFF, Viewer, visible_to
from wanjia.core.prepared_queries import prepared
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.goods.models import Cart, Good, Order, OrderLine, Route, Stop, Supply
from wanjia.goods.supplies.allocation import Home
from wanjia.people.models import Resident, Risk, Where
from wanjia.people.search.queries import dwellings_like
from wanjia.places.models import Dwelling
from wanjia.risks import risks

SIGHT = {"stairwell": "dwelling__stairwell", "dwelling": "dwelling"}


def supplies_of(viewer: Viewer) -> QuerySet[Supply]:
    """Return all supplies of the community; they name no one."""
    viewer.need(*STAFF, "household")
    rows = Supply.objects.of(viewer)
    return rows.select_related("estate", "gate", "leader")


def supply_of(viewer: Viewer, supply_id: UUID, lock: bool = False) -> Supply:
    """Return one supply; raises Problem `kernel.not_found`."""
    rows = supplies_of(viewer)
    rows = rows.select_for_update(of=("self",)) if lock else rows
    return get_or_refuse(rows, id=supply_id)


def may_lead(viewer: Viewer, supply: Supply) -> bool:
    """Return whether the viewer keeps this supply's orders: an officer, or its leader."""
    mine = supply.leader and supply.leader.user_id == viewer.user_id
    return viewer.sees_all or bool(mine and viewer.user_id)


def orders_of(viewer: Viewer, supply: Supply) -> QuerySet[Order]:
    """Return a supply's orders in sight; its leader sees all of them, as they wrote them down."""
    rows = Order.objects.filter(supply=supply)
    seen = (
        rows.filter(community_id=viewer.community_id)
        if may_lead(viewer, supply)
        else visible_to(viewer, rows, **SIGHT)
    )
    return seen.select_related("dwelling__stairwell__estate")


def order_of(viewer: Viewer, order_id: UUID, lock: bool = False) -> Order:
    """Return one order in sight; raises Problem `kernel.not_found`."""
    rows = Order.objects.of(viewer).filter(id=order_id)
    order = get_or_refuse(rows.select_related("supply__leader"))
    seen = orders_of(viewer, order.supply).select_related("supply__leader", "supply__estate")
    seen = seen.select_for_update(of=("self",)) if lock else seen
    return get_or_refuse(seen, id=order_id)


def orders_at_door(viewer: Viewer, limit: int = 6) -> list[Order]:
    """Return what a household has ordered or is given and does not have yet, the newest first."""
    return _undelivered_orders(viewer, limit)


@prepared()
def _undelivered_orders(viewer: Viewer, limit: int) -> QuerySet[Order]:
    rows = visible_to(viewer, Order.objects.all(), **SIGHT)
    rows = rows.filter(cancelled_at=None, supply__cancelled_at=None, delivered_at=None)
    return rows.select_related("supply").prefetch_related("lines__good")[:limit]


@dataclass(frozen=True)
class Tally:
    """A good in figures: asked for, expected, counted, and by how much there is too little."""

    good: Good
    asked: int
    given: int
    delivered: int

    @property
    def there(self) -> int | None:
        """What is counted, or is expected while nothing is."""
        return self.good.expected if self.good.counted is None else self.good.counted

    @property
    def short(self) -> int:
        """How many are missing, as far as is known."""
        return max(self.asked - self.there, 0) if self.there is not None else 0


def tallies_of(supply: Supply) -> list[Tally]:
    """Return each good of a supply with what is asked, given and delivered, in two statements."""
    asked: dict[UUID, int] = defaultdict(int)
    given: dict[UUID, int] = defaultdict(int)
    delivered: dict[UUID, int] = defaultdict(int)
    rows = OrderLine.objects.filter(
        community_id=supply.community_id, order__supply=supply, order__cancelled_at=None
    )
    for good, quantity, line_given, delivered_at in rows.order_by().values_list(
        "good", "quantity", "given", "order__delivered_at"
    ):
        asked[good] += quantity
        units = quantity if line_given is None else line_given
        given[good] += units
        delivered[good] += units if delivered_at else 0
    goods = Good.objects.filter(community_id=supply.community_id, supply=supply)
    return [Tally(good, asked[good.id], given[good.id], delivered[good.id]) for good in goods]


def homes_of_supply(viewer: Viewer, supply: Supply) -> list[Home]:
    """The households that a supply may go to, with who is at home and who must not be without."""
    people = Resident.objects.of(viewer).filter(left_at=None, where__in=(Where.HOME, Where.WORK))
    if supply.estate_id:
        people = people.filter(dwelling__stairwell__estate=supply.estate_id)
    counted = people.order_by(
        "dwelling__stairwell__estate", "dwelling__stairwell__sort", "dwelling__sort", "dwelling"
    )
    rows = counted.values_list("dwelling").annotate(n=Count("id"))
    first = first_homes(viewer)
    return [Home(str(home), people_count, 0, int(home in first)) for home, people_count in rows]


def first_homes(viewer: Viewer) -> set[UUID]:
    """Return the dwellings of those who must not be without."""
    rows = Risk.objects.of(viewer).filter(
        kind__in=risks().keys(lambda kind: kind.first), confirmed=True, ended_at=None
    )
    return set(rows.values_list("resident__dwelling", flat=True))


def dwelling_at(viewer: Viewer, door: str, estate_id: UUID | None = None) -> Dwelling:
    """Return the one dwelling that a typed door means, on an estate if one is given.

    Raises Problem `order.door` for none or several.
    """
    rows = dwellings_like(viewer, door.strip())
    if estate_id:
        rows = rows.filter(stairwell__estate=estate_id)
    dwellings = list(rows[:2])
    if len(dwellings) != 1:
        raise Problem("order.door", door=door.strip()[:20], n=len(dwellings))
    return dwellings[0]


def empty_homes(community_id: UUID, dwellings: Iterable[UUID]) -> set[UUID]:
    """Return those of some dwellings where nobody is registered any more."""
    wanted = set(dwellings)
    lived = Resident.objects.filter(
        community_id=community_id, dwelling__in=wanted, left_at=None
    ).values_list("dwelling", flat=True)
    return wanted - set(lived)


def current_home(order: Order) -> Dwelling | None:
    """Return where the person of an order lives now, if that is another door of the community."""
    if not order.who:
        return None
    rows = Resident.objects.filter(
        community_id=order.community_id, name=order.who, left_at=None
    ).exclude(dwelling=order.dwelling_id)
    residents = list(rows.select_related("dwelling")[:2])
    return residents[0].dwelling if len(residents) == 1 else None


def carts_of(viewer: Viewer) -> QuerySet[Cart]:
    """Return the carts in use."""
    rows = Cart.objects.of(viewer).filter(retired_at=None)
    return rows.select_related("team")


def pushes_cart(viewer: Viewer, *uses: str) -> bool:
    """Whether the viewer is on a team with a cart for one of these uses: its people see all the
    doors that it goes to, in their grid or not."""
    if viewer.role not in FIELD or viewer.user_id is None:
        return False
    rows = Cart.objects.of(viewer).filter(retired_at=None, use__in=uses)
    return rows.filter(team__members__staff__user=viewer.user_id).exists()


def routes_of(viewer: Viewer) -> QuerySet[Route]:
    """Return all routes of the community, with how many stops are done; they name no one."""
    viewer.need(*STAFF)
    rows = Route.objects.of(viewer)
    handled = Q(stops__done_at__isnull=False) | ~Q(stops__skipped_reason="")
    return rows.select_related("cart__team", "estate", "gate").annotate(
        many=Count("stops"), handled=Count("stops", filter=handled)
    )


def route_of(viewer: Viewer, route_id: UUID) -> Route:
    """Return one route; raises Problem `kernel.not_found`."""
    return get_or_refuse(routes_of(viewer), id=route_id)


def stop_of(viewer: Viewer, stop_id: UUID) -> Stop:
    """Return one stop of a route; raises Problem `kernel.not_found`."""
    viewer.need(*STAFF)
    rows = Stop.objects.of(viewer).filter(id=stop_id)
    return get_or_refuse(rows.select_related("route__cart", "stairwell"))
