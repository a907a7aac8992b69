"""How long orders, cart rounds and the manifest of infected waste live."""

from django.db.models.functions import Coalesce

from wanjia.core.retention_registry import facts, stays
from wanjia.goods.models import (
    Barrel,
    Cart,
    Disinfection,
    Good,
    Handover,
    Order,
    OrderLine,
    Pickup,
    Route,
    StockItem,
    StockMove,
    Stop,
    Supply,
    WastePlace,
)

facts(
    "orders",
    Order,
    recorded="made_at",
    closed=Coalesce("supply__finished_at", "supply__cancelled_at"),
    told=("order.", "orders."),
)
facts(
    "orders",
    OrderLine,
    recorded="order__made_at",
    closed=Coalesce("order__supply__finished_at", "order__supply__cancelled_at"),
)
facts("carts", Route, recorded="made_at", closed="ends_at", told=("route.",))
facts("carts", Stop, recorded="route__made_at", closed="route__ends_at")
facts(
    "waste_doors",
    WastePlace,
    recorded="since",
    closed="until",
    blank={"dwelling": None, "address": ""},
    told=("waste.",),
)
facts(
    "waste_doors",
    Disinfection,
    recorded="asked_at",
    closed=Coalesce("done_at", "cancelled_at"),
    blank={"dwelling": None},
    told=("disinfection.",),
)
facts("waste_manifest", Pickup, recorded="at", closed="day")
facts("waste_manifest", Barrel, recorded="day", closed="day", told=("barrel.",))
facts("waste_manifest", Handover, recorded="at", closed="at")
facts("waste_manifest", WastePlace, recorded="since", closed="until")
facts(
    "waste_manifest",
    Disinfection,
    recorded="asked_at",
    closed=Coalesce("done_at", "cancelled_at"),
)
stays("goods", Supply, Good, Cart, StockItem, StockMove)
