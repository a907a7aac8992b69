"""The way to a hospital and back; a card is open until the person is home."""

from django.utils.translation import gettext_lazy as _

from wanjia.core.access.viewer import STAFF
from wanjia.core.lifecycle import Aside, Lifecycle, State, Step
from wanjia.duty.models import Trip

TRIP = Lifecycle(
    steps=(
        Step("told", _("告诉医院和卡口"), _("告诉医院和卡口"), "told_at", STAFF),
        Step("left", _("出发"), _("出发"), "left_at", STAFF),
        Step("arrived", _("到医院"), _("到医院"), "arrived_at", STAFF),
        Step("returned", _("回到家"), _("回到家"), "returned_at", STAFF),
    ),
    asides=(Aside("cancelled", _("没有去"), lambda trip: bool(trip.cancelled_at)),),
    done=State("home", _("回到家")),
)


def next_step(trip: Trip) -> Step | None:
    """Return the step that comes next; None once the card is closed."""
    return None if trip.cancelled_at else TRIP.next_step(trip)
