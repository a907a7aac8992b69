"""What the shell asks of a new installation: an address for phones, a second step."""

from allauth.mfa.utils import is_mfa_enabled
from django.utils.translation import gettext_lazy as _

from wanjia.core.access.viewer import Viewer
from wanjia.core.models import Community, User
from wanjia.core.setup_steps import StepState, setup_step


@setup_step(
    "address",
    40,
    title=_("定下手机打开的网址"),
    why=_("门口的二维码、邀请、消息都用它。网址不对，贴出去的二维码谁也打不开。"),
    url="/start/address/",
    label=_("用手机试一下"),
)
def address_state(viewer: Viewer) -> StepState:
    """Done when a phone arrived by the address."""
    community = Community.objects.get(id=viewer.community_id)
    return StepState(community.address_reached, community.public_address)


@setup_step(
    "second_step",
    70,
    title=_("给自己设第二步验证"),
    why=_("您能看到全居民区的人，光有密码不够。今天之内设好，以后登录会先问。"),
    url="/account/",
    label=_("设第二步"),
)
def second_step_state(viewer: Viewer) -> StepState:
    """Done when the viewer has one."""
    return StepState(any(map(is_mfa_enabled, User.objects.filter(id__in=[viewer.user_id]))))
