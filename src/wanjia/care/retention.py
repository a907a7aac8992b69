"""How long pairs, errands and the files of mothers and newborns live."""

from django.db.models.functions import Coalesce

from wanjia.care.models import (
    ContactAssignment,
    Errand,
    ErrandItem,
    Newborn,
    Pair,
    Pregnancy,
    Receipt,
    Vaccination,
    Weighing,
)
from wanjia.core.retention_registry import retain

retain("pairs", Pair, recorded="since", closed="ended_at", told=("pair.",))
retain(
    "contact_assignments",
    ContactAssignment,
    recorded="assigned_at",
    told=("care.assigned", "care.taken_back"),
)
retain(
    "errands",
    Errand,
    recorded="asked_at",
    closed=Coalesce("settled_at", "cancelled_at"),
    told=("errand.",),
)
for part, when in ((ErrandItem, "errand__"), (Receipt, "errand__")):
    retain(
        "errands",
        part,
        recorded=f"{when}asked_at",
        closed=Coalesce(f"{when}settled_at", f"{when}cancelled_at"),
    )
retain("mothers", Pregnancy, recorded="opened_at", closed="ended_at", told=("pregnancy.",))
retain("mothers", Newborn, recorded="born", told=("newborn.",))
retain("mothers", Weighing, recorded="day")
retain("mothers", Vaccination, recorded="given_on")
