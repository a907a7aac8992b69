"""How long what is known of people lives. Who lives here stays; health facts do not."""

from django.db.models.functions import Coalesce

from wanjia.core.retention_registry import keep_forever, retain
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

retain(
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
        "exempt_reason": "",
    },
    told=("resident.",),
)
retain(
    "whereabouts",
    Resident,
    blank={"where": Where.HOME, "exempt_until": None, "exempt_reason": "", "note": ""},
    told=("resident.where", "resident.exempted", "resident.edited"),
)
retain("risks", Risk, closed="ended_at", told=("risk.",))
retain("contacts", Contact, recorded="occurred_at")
retain("links", HouseholdLink, recorded="made_at", closed="revoked_at", told=("links.",))
retain(
    "invitations",
    Invitation,
    recorded="made_at",
    closed=Coalesce("used_at", "revoked_at", "expires_at"),
)
retain(
    "photos",
    Photo,
    recorded="recorded_at",
    closed=Coalesce("removed_at", "recorded_at"),
    told=("photo.",),
)
retain(
    "corrections", Correction, recorded="recorded_at", closed="settled_at", told=("correction.",)
)
keep_forever("staff", Staff)
keep_forever("register", Resident)
