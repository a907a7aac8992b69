"""How long what the kernel stores lives."""

from django.db.models.functions import Coalesce

from wanjia.core.models import (
    ApiKey,
    Area,
    Community,
    Device,
    Draft,
    Entry,
    Membership,
    Misses,
    Office,
    SealCanary,
    Submission,
    User,
)
from wanjia.core.retention_registry import keep_forever, retain

retain(
    "journal",
    Entry,
    recorded="occurred_at",
    blank={
        "actor": None,
        "actor_name": "",
        "subject": None,
        "dwelling": None,
        "before": None,
    },
)
retain(
    "devices",
    Device,
    recorded="since",
    closed=Coalesce("ended_at", "seen_at"),
    of="user__memberships__community_id",
)
retain("drafts", Draft, recorded="saved_at", of="user__memberships__community_id")
retain("submissions", Submission, recorded="received_at")
retain("keys", ApiKey, recorded="created_at", closed="revoked_at")
keep_forever("accounts", Community, Area, Office, User, Membership, Misses, SealCanary)
