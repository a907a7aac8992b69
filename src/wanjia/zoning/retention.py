"""How long cases live, and zones, which tell of stairwells and not of persons."""

from wanjia.core.retention_registry import facts, stays
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

facts("cases", Case, recorded="recorded_at", closed="moved_out_at", told=("case.", "zone.case_"))
stays(
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
