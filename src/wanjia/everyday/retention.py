"""How long what is done on ordinary days lives."""

from wanjia.core.retention_registry import keep_forever, retain
from wanjia.everyday.models import (
    DoorVisit,
    ModeDecision,
    PlannedVisit,
    Register,
    RegisterEntry,
    WarningFeed,
    WeatherWarning,
)

retain("visits", DoorVisit, recorded="occurred_at", told=("visit.",))
retain("visits", PlannedVisit, recorded="planned_at")
retain("modes", ModeDecision, recorded="decided_at", blank={"note": "", "created_by_name": ""})
retain(
    "registers",
    RegisterEntry,
    recorded="recorded_at",
    closed="ended_at",
    told=("register.entered", "register.confirmed", "register.struck"),
)
keep_forever("register_forms", Register)
keep_forever("warnings", WeatherWarning, WarningFeed)
