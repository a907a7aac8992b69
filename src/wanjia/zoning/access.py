"""Which stairwells a field role has in sight: those of its grids."""

from uuid import UUID

from django.db.models import Q

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer, stairwell_scope
from wanjia.zoning.models import GridStairwell


@stairwell_scope
def stairwells_of(viewer: Viewer) -> frozenset[UUID]:
    """Tell which stairwells a field role looks after: those of its grids in zones in force."""
    in_force = Q(grid__zone__ended_at=None) | Q(grid__zone__ended_at__gt=clock.now())
    return frozenset(
        GridStairwell.objects.of(viewer)
        .filter(in_force, grid__members__staff__user=viewer.user_id, grid__ended_at=None)
        .values_list("stairwell_id", flat=True)
    )
