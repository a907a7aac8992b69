"""Goods: what comes in by the gate and goes out as waste; carts, their routes; stock."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from wanjia.core.models import CommunityModel
from wanjia.core.tenancy.fields import TenantForeignKey
from wanjia.duty.models import Team
from wanjia.people.models import Staff
from wanjia.places.models import Dwelling, Estate, Gate, Stairwell


class SupplyKind(models.TextChoices):
    PACKAGE = "package", _("政府发放")
    GROUP_BUY = "group_buy", _("团购")
    SINGLE = "single", _("零散快递")


class Supply(CommunityModel):
    """物资: one lot that arrives at a gate and is carried to doors; a group buy is one too.

    `rule` says how a package is allotted: `{"per": "household" | "person", "each": n}`.
    """

    kind = models.CharField(max_length=10, choices=SupplyKind.choices)
    title = models.CharField(max_length=80)
    title_en = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=300, blank=True)
    estate = TenantForeignKey(Estate, on_delete=models.CASCADE, null=True, related_name="+")
    gate = TenantForeignKey(Gate, on_delete=models.SET_NULL, null=True, related_name="+")
    leader = TenantForeignKey(Staff, on_delete=models.SET_NULL, null=True, related_name="supplies")
    leader_name = models.CharField(max_length=80, blank=True)
    rule = models.JSONField(default=dict)
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    expected_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    disinfected_at = models.DateTimeField(null=True)
    agent = models.CharField(max_length=40, blank=True)
    ppm = models.PositiveIntegerField(null=True)
    split_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-opened_at"]
        indexes: ClassVar = [
            models.Index(
                fields=["community", "finished_at", "cancelled_at", "-opened_at"],
                name="supply_open",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def name(self) -> str:
        """What it is called, as places are."""
        return self.title

    @property
    def name_en(self) -> str:
        """Its English name, if it has one."""
        return self.title_en


class Good(CommunityModel):
    """货品: one thing of a supply, what it costs (fen), and how many came."""

    supply = TenantForeignKey(Supply, on_delete=models.CASCADE, related_name="goods")
    name = models.CharField(max_length=60)
    unit = models.CharField(max_length=10, blank=True)
    price = models.PositiveIntegerField(default=0)
    expected = models.PositiveIntegerField(null=True)
    counted = models.PositiveIntegerField(null=True)
    sort = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["sort"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "supply", "name"], name="good_name")
        ]

    def __str__(self) -> str:
        return self.name


class OrderChannel(models.TextChoices):
    PAGE = "page", _("住户自助")
    PASTE = "paste", _("接龙")
    FILE = "file", _("表格")
    DESK = "desk", _("社工登记")
    ALLOT = "allot", _("按户分配")


class Order(CommunityModel):
    """份: what one household is to have of a supply; without a dwelling its door is in doubt.

    `key` is where it came from (a row's order number, a line's text), so that the same file or
    list a second time changes nothing. `said` is the line or row as it was written.
    """

    PERSONAL: ClassVar = frozenset({"text", "who"})

    supply = TenantForeignKey(Supply, on_delete=models.CASCADE, related_name="orders")
    dwelling = TenantForeignKey(
        Dwelling, on_delete=models.PROTECT, null=True, related_name="orders"
    )
    channel = models.CharField(max_length=8, choices=OrderChannel.choices)
    key = models.CharField(max_length=64)
    text = models.CharField(max_length=300, blank=True)
    who = models.CharField(max_length=40, blank=True)
    doubt = models.CharField(max_length=20, blank=True)
    doubt_about = models.CharField(max_length=60, blank=True)
    candidates = models.JSONField(default=list)
    made_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    delivered_by = models.CharField(max_length=80, blank=True)
    undelivered_reason = models.CharField(max_length=120, blank=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["made_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "supply", "key"], name="order_key")
        ]
        indexes: ClassVar = [
            models.Index(fields=["community", "supply", "dwelling"], name="order_dwelling"),
            models.Index(fields=["community", "dwelling", "-made_at"], name="order_home"),
        ]


class OrderLine(CommunityModel):
    """How many of a good an order asks for, and how many it is given (None: as asked)."""

    order = TenantForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    good = TenantForeignKey(Good, on_delete=models.CASCADE, related_name="lines")
    quantity = models.PositiveIntegerField()
    given = models.PositiveIntegerField(null=True)

    class Meta:
        ordering: ClassVar = ["good__sort"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "order", "good"], name="order_good")
        ]


class CartUse(models.TextChoices):
    CLEAN = "clean", _("送物资")
    HOUSEHOLD = "household", _("涉阳生活垃圾")
    MEDICAL = "medical", _("医疗废物")


class Cart(CommunityModel):
    """推车: what it is for, how much it holds, and the team that pushes it."""

    name = models.CharField(max_length=40)
    use = models.CharField(max_length=10, choices=CartUse.choices)
    capacity = models.PositiveSmallIntegerField()
    team = TenantForeignKey(Team, on_delete=models.SET_NULL, null=True, related_name="carts")
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["use", "name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "name"], name="cart_name")
        ]

    def __str__(self) -> str:
        return self.name


class Route(CommunityModel):
    """路线: one cart's way over an estate on one day, stop by stop."""

    cart = TenantForeignKey(Cart, on_delete=models.PROTECT, related_name="routes")
    estate = TenantForeignKey(Estate, on_delete=models.CASCADE, related_name="+")
    gate = TenantForeignKey(Gate, on_delete=models.SET_NULL, null=True, related_name="+")
    batch = models.UUIDField()
    supplies = models.JSONField(default=list)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    metres = models.PositiveIntegerField()
    line = models.JSONField(default=list)
    made_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["starts_at", "cart__name"]
        indexes: ClassVar = [
            models.Index(fields=["community", "-starts_at"], name="route_starts"),
        ]


class Stop(CommunityModel):
    """站: a stairwell on a route, when the cart should be there, and when it was done."""

    route = TenantForeignKey(Route, on_delete=models.CASCADE, related_name="stops")
    stairwell = TenantForeignKey(Stairwell, on_delete=models.CASCADE, related_name="+")
    place = models.PositiveSmallIntegerField()
    trip = models.PositiveSmallIntegerField(default=1)
    load = models.PositiveIntegerField()
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=80, blank=True)
    skipped_reason = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering: ClassVar = ["place"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "route", "place"], name="stop_place")
        ]


class BarrelKind(models.TextChoices):
    HOUSEHOLD = "household", _("生活垃圾")
    MEDICAL = "medical", _("医疗废物")


class WastePlace(CommunityModel):
    """涉阳点位: a home (or an address elsewhere in the town) whose waste is infected.

    `served_for` is the community that asked our team to collect there; `source` is its own row.
    """

    dwelling = TenantForeignKey(
        Dwelling, on_delete=models.PROTECT, null=True, related_name="waste_places"
    )
    address = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=10, choices=BarrelKind.choices, default=BarrelKind.HOUSEHOLD)
    source = models.UUIDField()
    since = models.DateField()
    until = models.DateField(null=True)
    end_reason = models.CharField(max_length=80, blank=True)
    served_for = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering: ClassVar = ["since", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "source"], name="waste_source")
        ]
        indexes: ClassVar = [models.Index(fields=["community", "until"], name="waste_until")]


class Handover(CommunityModel):
    """交接: barrels given to the haulier's closed vehicle, signed for."""

    occurred_at = models.DateTimeField()
    plate = models.CharField(max_length=20)
    receiver = models.CharField(max_length=80)
    signature = models.TextField()
    destination = models.CharField(max_length=120, blank=True)
    created_by_name = models.CharField(max_length=80)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-occurred_at"]
        indexes: ClassVar = [models.Index(fields=["community", "-occurred_at"], name="handover_at")]

    @property
    def is_drawn(self) -> bool:
        """Whether the signature is a picture."""
        return self.signature.startswith("data:image/png;")


class Barrel(CommunityModel):
    """桶: a numbered barrel of one day, its weight (grams), and who took it."""

    day = models.DateField()
    number = models.CharField(max_length=20)
    kind = models.CharField(max_length=10, choices=BarrelKind.choices)
    grams = models.PositiveIntegerField(null=True)
    weighed_at = models.DateTimeField(null=True)
    handover = TenantForeignKey(
        Handover, on_delete=models.SET_NULL, null=True, related_name="barrels"
    )

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "day", "number"], name="barrel_once")
        ]

    @property
    def kg(self) -> str:
        """Its weight as people read it; empty if it was not weighed."""
        return "" if self.grams is None else f"{self.grams / 1000:g}"


class Pickup(CommunityModel):
    """收运: the bags of one place at one moment, or that it had none; append-only."""

    place = TenantForeignKey(WastePlace, on_delete=models.CASCADE, related_name="pickups")
    day = models.DateField()
    occurred_at = models.DateTimeField()
    bags = models.PositiveSmallIntegerField()
    doubled = models.BooleanField(default=False)
    agent = models.CharField(max_length=40, blank=True)
    ppm = models.PositiveIntegerField(null=True)
    barrel = TenantForeignKey(Barrel, on_delete=models.PROTECT, null=True, related_name="pickups")
    created_by_name = models.CharField(max_length=80, blank=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["occurred_at"]
        indexes: ClassVar = [
            models.Index(fields=["community", "day", "place"], name="pickup_day"),
        ]


class DisinfectionKind(models.TextChoices):
    FLAT = "flat", _("室内消杀")
    STAIRWELL = "stairwell", _("楼道消杀")


class Disinfection(CommunityModel):
    """消杀: a flat or a stairwell to disinfect after somebody was taken away."""

    kind = models.CharField(max_length=10, choices=DisinfectionKind.choices)
    stairwell = TenantForeignKey(Stairwell, on_delete=models.CASCADE, related_name="+")
    dwelling = TenantForeignKey(Dwelling, on_delete=models.CASCADE, null=True, related_name="+")
    source = models.UUIDField()
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    agent = models.CharField(max_length=40, blank=True)
    ppm = models.PositiveIntegerField(null=True)
    minutes = models.PositiveSmallIntegerField(null=True)
    created_by_name = models.CharField(max_length=80, blank=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["due_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "source", "kind"], name="disinfect_once")
        ]
        indexes: ClassVar = [models.Index(fields=["community", "done_at"], name="disinfect_done")]


class StockItem(CommunityModel):
    """库存: one thing that the committee keeps, and how many days' worth should be there."""

    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80, blank=True)
    unit = models.CharField(max_length=10, blank=True)
    low_days = models.PositiveSmallIntegerField(default=3)
    sort = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["sort", "name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "name"], name="stock_name")
        ]

    def __str__(self) -> str:
        return self.name


class MoveKind(models.TextChoices):
    IN = "in", _("入库")
    OUT = "out", _("领用")
    COUNT = "count", _("盘点")


class StockMove(CommunityModel):
    """出入库: so many came, were used, or were counted to be there; append-only."""

    item = TenantForeignKey(StockItem, on_delete=models.CASCADE, related_name="moves")
    occurred_at = models.DateTimeField()
    kind = models.CharField(max_length=6, choices=MoveKind.choices)
    quantity = models.PositiveIntegerField()
    note = models.CharField(max_length=120, blank=True)
    created_by_name = models.CharField(max_length=80, blank=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["occurred_at", "id"]
        indexes: ClassVar = [
            models.Index(fields=["community", "item", "occurred_at"], name="move_item")
        ]
