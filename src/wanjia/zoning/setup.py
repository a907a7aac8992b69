"""What zoning asks of a new installation: to know by which rules a zone would be drawn today."""

from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.localized import active_language
from wanjia.core.setup_steps import StepState, setup_step
from wanjia.zoning.models import Publication
from wanjia.zoning.protocols.protocol_store import protocol_in_force


@setup_step(
    "protocol",
    50,
    title=_("看一遍现行规则"),
    why=_("出了病例，按哪天、哪里的规则划区、封几天、测几次，先看一遍，和本地的不一样就改。"),
    url="/protocols/",
    label=_("看规则"),
)
def protocol_state(viewer: Viewer) -> StepState:
    """Done with the first zone; until then the protocol that would be proposed today is named."""
    today = timezone.localdate(clock.now())
    proposed = protocol_in_force(viewer.community_id, today)
    done = Publication.objects.of(viewer).exists()
    if proposed is None:
        return StepState(done, _now("没有适用的规则"))
    return StepState(done, proposed.protocol.title.words(active_language()))
