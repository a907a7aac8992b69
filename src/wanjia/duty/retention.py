"""How long shifts and trips to a hospital live."""

from django.db.models.functions import Coalesce

from wanjia.core.retention_registry import facts, stays
from wanjia.duty.models import CalendarLink, Roster, Shift, Stay, Team, TeamMember, Trip, Wish

facts("duty", Shift, recorded="starts_at", closed="ends_at", told=("shift.",))
facts("duty", Roster, recorded="made_at", closed="made_at")
facts("duty", Wish, recorded="first", closed="last")
facts("duty", Stay, recorded="since", closed="until")
facts(
    "trips",
    Trip,
    recorded="opened_at",
    closed=Coalesce("returned_at", "cancelled_at"),
    told=("trip.",),
)
stays("staff", Team, TeamMember, CalendarLink)
