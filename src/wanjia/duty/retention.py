"""How long shifts and trips to a hospital live."""

from django.db.models.functions import Coalesce

from wanjia.core.retention_registry import keep_forever, retain
from wanjia.duty.models import CalendarLink, Roster, Shift, Stay, Team, TeamMember, Trip, Wish

retain("duty", Shift, recorded="starts_at", closed="ends_at", told=("shift.",))
retain("duty", Roster, recorded="made_at", closed="made_at")
retain("duty", Wish, recorded="first", closed="last")
retain("duty", Stay, recorded="since", closed="until")
retain(
    "trips",
    Trip,
    recorded="opened_at",
    closed=Coalesce("returned_at", "cancelled_at"),
    told=("trip.",),
)
keep_forever("staff", Team, TeamMember, CalendarLink)
