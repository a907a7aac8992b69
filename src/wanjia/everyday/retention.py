"""How long what is done on ordinary days lives."""

from wanjia.core.retention_registry import retain
from wanjia.everyday.models import DoorVisit, ModeDecision, PlannedVisit

retain("visits", DoorVisit, recorded="occurred_at", told=("visit.",))
retain("visits", PlannedVisit, recorded="planned_at")
retain("modes", ModeDecision, recorded="decided_at", blank={"note": "", "created_by_name": ""})
