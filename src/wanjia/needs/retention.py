"""How long what was asked lives: words and names go, the kind of need and its times stay."""

from wanjia.core.retention_registry import retain
from wanjia.needs.models import Need, NeedNote, Overrule

retain(
    "needs",
    Need,
    recorded="opened_at",
    closed="closed_at",
    blank={
        "text": "—",
        "asker": "",
        "asker_phone": "",
        "reason": "",
        "reason_en": "",
        "outcome": "",
        "reached": "",
        "verdict": {},
        "answers": [],
        "reported_by": None,
        "verified_by_name": "",
        "resident": None,
        "dwelling": None,
        "owner": None,
        "owner_name": "",
    },
    told=("need.",),
)
retain("need_notes", NeedNote, recorded="recorded_at", closed="need__closed_at")
retain("overrules", Overrule, recorded="recorded_at", closed="need__closed_at")
