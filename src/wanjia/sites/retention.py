"""How long it is known who was taken where; sites, their beds and vehicles stay."""

from django.db.models.functions import Coalesce

from wanjia.core.retention_registry import keep_forever, retain
from wanjia.sites.models import (
    Site,
    SiteItem,
    SiteLink,
    SiteReport,
    Stay,
    Transfer,
    Trip,
    Vehicle,
)

retain(
    "transfers",
    Transfer,
    recorded="waiting_since",
    closed=Coalesce("returned_at", "cancelled_at"),
    told=("transfer.",),
)
retain(
    "stays",
    Stay,
    recorded="since",
    closed="until",
    blank={"resident": None, "transfer": None, "patient": ""},
    told=("stay.",),
)
keep_forever("sites", Site, SiteItem, SiteReport, SiteLink, Vehicle, Trip)
