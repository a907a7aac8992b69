"""How long what is known of people lives. Who lives here stays; health facts do not."""

from django.db.models.functions import Coalesce

from wanjia.core.retention_registry import facts, stays
from wanjia.people.models import (
    Contact,
    Correction,
    HouseholdLink,
    Invitation,
    Photo,
    Resident,
    Risk,
    Staff,
    Where,
)

facts(
    "moved_away",
    Resident,
    closed="left_at",
    blank={
        "name": "—",
        "pinyin": "",
        "initials": "",
        "sex": "",
        "birth": None,
        "id_number": "",
        "phone": "",
        "phone2": "",
        "relation": "",
        "register": "",
        "note": "",
        "exempt_why": "",
    },
    told=("resident.",),
)
facts(
    "whereabouts",
    Resident,
    blank={"where": Where.HOME, "exempt_until": None, "exempt_why": "", "note": ""},
    told=("resident.where", "resident.exempted", "resident.edited"),
)
facts("risks", Risk, closed="ended_at", told=("risk.",))
facts("contacts", Contact, recorded="at")
facts("links", HouseholdLink, recorded="made_at", closed="revoked_at", told=("links.",))
facts(
    "invitations",
    Invitation,
    recorded="made_at",
    closed=Coalesce("used_at", "revoked_at", "expires_at"),
)
facts("photos", Photo, recorded="at", closed=Coalesce("removed_at", "at"), told=("photo.",))
facts("corrections", Correction, recorded="at", closed="settled_at", told=("correction.",))
stays("staff", Staff)
stays("register", Resident)
