"""How long orders, cart rounds and the manifest of infected waste live."""

from django.db.models.functions import Coalesce

from wanjia.core.retention_registry import keep_forever, retain
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

retain(
    "orders",
    Order,
    recorded="made_at",
    closed=Coalesce("supply__finished_at", "supply__cancelled_at"),
    told=("order.", "orders."),
)
retain(
    "orders",
    OrderLine,
    recorded="order__made_at",
    closed=Coalesce("order__supply__finished_at", "order__supply__cancelled_at"),
)
retain("carts", Route, recorded="made_at", closed="ends_at", told=("route.",))
retain("carts", Stop, recorded="route__made_at", closed="route__ends_at")
retain(
    "waste_doors",
    WastePlace,
    recorded="since",
    closed="until",
    blank={"dwelling": None, "address": ""},
    told=("waste.",),
)
retain(
    "waste_doors",
    Disinfection,
    recorded="asked_at",
    closed=Coalesce("done_at", "cancelled_at"),
    blank={"dwelling": None},
    told=("disinfection.",),
)
retain("waste_manifest", Pickup, recorded="occurred_at", closed="day")
retain("waste_manifest", Barrel, recorded="day", closed="day", told=("barrel.",))
retain("waste_manifest", Handover, recorded="occurred_at", closed="occurred_at")
retain("waste_manifest", WastePlace, recorded="since", closed="until")
retain(
    "waste_manifest",
    Disinfection,
    recorded="asked_at",
    closed=Coalesce("done_at", "cancelled_at"),
)
keep_forever("goods", Supply, Good, Cart, StockItem, StockMove)
