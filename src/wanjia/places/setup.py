"""What places ask of a new installation: a map that somebody has checked."""

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from wanjia.core.access.viewer import Viewer
from wanjia.core.setup_steps import StepState, setup_step
from wanjia.places.models import Estate


@setup_step(
    "places",
    20,
    title=_("画小区的图，走一遍核对"),
    why=_("名册里的小区先按门号排成示意图。描着平面图或照片画准，再走一遍，划区才放心。"),
    url="/estates/",
    label=_("看小区"),
)
def places_state(viewer: Viewer) -> StepState:
    """Done when there are estates and somebody walked each that is drawn from the roster alone."""
    estates = Estate.objects.of(viewer)
    drawn = list(estates.filter(schematic=True, walked_at=None).values_list("name", flat=True))
    if drawn:
        return StepState(False, _now("还是示意图：%(names)s") % {"names": "、".join(drawn[:6])})
    names = list(estates.values_list("name", flat=True))
    return StepState(bool(names), "、".join(names[:6]))
