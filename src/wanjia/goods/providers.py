"""What goods tells the floors below: which work there was."""

from datetime import datetime

from wanjia.core.access.viewer import Viewer
from wanjia.duty.load.queries import Pieces, work_from
from wanjia.goods.models import Route


@work_from
def cart_rounds(viewer: Viewer, start: datetime, end: datetime) -> Pieces:
    """Tell which rounds carts were pushed."""
    rows = Route.objects.of(viewer).filter(
        cancelled_at=None, starts_at__gte=start, starts_at__lt=end
    )
    yield from (("cart_round", at) for at in rows.order_by().values_list("starts_at", flat=True))
