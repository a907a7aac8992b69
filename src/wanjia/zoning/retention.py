"""How long cases live, and zones, which tell of stairwells and not of persons."""

from wanjia.core.retention_registry import keep_forever, retain
from wanjia.zoning.models import (
    Case,
    Grid,
    GridMember,
    GridStairwell,
    GuardPost,
    ProtocolCopy,
    Publication,
    Zone,
    ZoneStairwell,
)

retain("cases", Case, recorded="recorded_at", closed="moved_out_at", told=("case.", "zone.case_"))
keep_forever(
    "zones",
    Publication,
    Zone,
    ZoneStairwell,
    GuardPost,
    Grid,
    GridStairwell,
    GridMember,
    ProtocolCopy,
)
