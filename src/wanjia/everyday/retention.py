"""How long what is done on ordinary days lives."""

from wanjia.core.retention_registry import keep_forever, retain
from wanjia.everyday.models import (
    DoorVisit,
    ModeDecision,
    PlannedVisit,
    WarningFeed,
    WeatherWarning,
)

retain("visits", DoorVisit, recorded="occurred_at", told=("visit.",))
retain("visits", PlannedVisit, recorded="planned_at")
retain("modes", ModeDecision, recorded="decided_at", blank={"note": "", "created_by_name": ""})
keep_forever("warnings", WeatherWarning, WarningFeed)
