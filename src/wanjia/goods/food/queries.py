"""Which shut-in households have food for how long, from all that was brought to them."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from wanjia.care.models import ErrandItem
from wanjia.care.queries import shut_zones
from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.goods.food.food_days import Brought, FoodDays, food_days, person_days
from wanjia.goods.food.food_rules import load_food_rules
from wanjia.goods.models import OrderLine
from wanjia.needs.models import Need
from wanjia.people.access import visible_residents
from wanjia.people.models import Where
from wanjia.places.estates.addresses import Door
from wanjia.zoning.models import ZoneStairwell

SOON = 1.0  # days: who has less runs out tomorrow
NOTHING = FoodDays(0.0, 0.0, 0.0)


@dataclass
class FoodHome:
    """A shut-in household: who is at home, what it was brought, for how long that does."""

    dwelling: UUID
    door: str
    since: datetime
    place: Door
    people: int = 0
    names: list[str] = field(default_factory=list)
    brought: list[Brought] = field(default_factory=list)
    unknown: int = 0  # things brought of which nobody knows whether they are food
    waiting: int = 0  # things ordered that have not come
    emptied: datetime | None = None
    days: FoodDays = NOTHING

    @property
    def last(self) -> datetime | None:
        """When food came last."""
        return max((one.at for one in self.brought), default=None)

    @property
    def runs_out(self) -> bool:
        """Whether it likely is without food by tomorrow."""
        return self.days.likely <= SOON

    @property
    def may_run_out(self) -> bool:
        """Whether it may be without food by tomorrow, though that is not likely."""
        return not self.runs_out and self.days.low <= SOON


def food_homes(viewer: Viewer) -> list[FoodHome]:
    """The shut-in households in sight, who is without food first; five statements."""
    now, rules = clock.now(), load_food_rules()
    homes = _shut_homes(viewer)
    if homes:
        _orders(viewer, homes)
        _errands(viewer, homes)
        _said_empty(viewer, homes)
    for home in homes.values():
        home.days = food_days(home.since, home.brought, home.people, now, rules, home.emptied)
    return sorted(homes.values(), key=lambda one: (one.days.likely, one.days.low, one.door))


def _shut_homes(viewer: Viewer) -> dict[UUID, FoodHome]:
    rows = ZoneStairwell.objects.of(viewer).filter(
        since__lte=clock.now(), until=None, zone__in=shut_zones(viewer)
    )
    shut = dict(rows.values_list("stairwell", "since"))
    people = visible_residents(viewer).filter(where=Where.HOME, dwelling__stairwell__in=list(shut))
    homes: dict[UUID, FoodHome] = {}
    columns = ("name", "dwelling", "dwelling__door", "dwelling__stairwell")
    for name, dwelling, door, stairwell in people.values_list(*columns):
        home = homes.setdefault(
            dwelling,
            FoodHome(dwelling, door, shut[stairwell], Door(viewer.community_id, stairwell, door)),
        )
        home.people += 1
        home.names.append(name)
    return homes


def _orders(viewer: Viewer, homes: dict[UUID, FoodHome]) -> None:
    """Packs that were allotted and group buys, as many as were given."""
    first = min(home.since for home in homes.values())
    coming = Q(order__delivered_at=None, order__supply__finished_at=None)
    lines = OrderLine.objects.of(viewer).filter(
        coming | Q(order__delivered_at__gte=first),
        order__cancelled_at=None,
        order__supply__cancelled_at=None,
        order__dwelling__in=list(homes),
    )
    columns = (
        "order__dwelling",
        "order__delivered_at",
        "order__undelivered_reason",
        "good__name",
        "good__unit",
        "quantity",
        "given",
    )
    for dwelling, at, why, name, unit, asked, given in lines.values_list(*columns):
        home = homes[dwelling]
        if at is None or why:
            home.waiting += 1
        elif at >= home.since:
            _bring(home, at, name, str(asked if given is None else given), unit)


def _errands(viewer: Viewer, homes: dict[UUID, FoodHome]) -> None:
    items = ErrandItem.objects.of(viewer).filter(
        errand__cancelled_at=None,
        errand__kind="shopping",
        missing=False,
        errand__resident__dwelling__in=list(homes),
    )
    columns = ("errand__resident__dwelling", "errand__delivered_at", "name", "quantity")
    for dwelling, at, name, quantity in items.values_list(*columns):
        home = homes[dwelling]
        if at is None:
            home.waiting += 1
        elif at >= home.since:
            _bring(home, at, name, quantity)


def _bring(home: FoodHome, at: datetime, name: str, quantity: str, unit: str = "") -> None:
    days = person_days(name, quantity, load_food_rules(), unit)
    if days is None:
        home.unknown += 1
    elif days:
        home.brought.append(Brought(at, days))


def _said_empty(viewer: Viewer, homes: dict[UUID, FoodHome]) -> None:
    """Who asked for food had little or none left then."""
    needs = Need.objects.of(viewer).filter(category="food", dwelling__in=list(homes))
    for dwelling, at in needs.order_by("opened_at").values_list("dwelling", "opened_at"):
        if at >= homes[dwelling].since:
            homes[dwelling].emptied = at
