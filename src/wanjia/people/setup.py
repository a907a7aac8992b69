"""What people ask of a new installation: who lives here, and who serves."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from wanjia.core.access.viewer import Viewer
from wanjia.core.setup_steps import StepState, setup_step
from wanjia.people.invitations.actions import members, open_invitations
from wanjia.people.models import Resident


@setup_step(
    "roster",
    10,
    title=_("导入居民名册"),
    why=_("有了名册，才知道每扇门后住着谁、电话多少、谁要人照看。Excel 表照原样交上来就行。"),
    url="/import/",
    label=_("导入名册"),
)
def roster_state(viewer: Viewer) -> StepState:
    """Done with the first resident."""
    count = Resident.objects.of(viewer).filter(left_at=None).count()
    words = ngettext("%(count)s 人", "%(count)s 人", count) % {"count": count}
    return StepState(count > 0, words if count else "")


@setup_step(
    "staff",
    30,
    title=_("请同事进来"),
    why=_("每人用自己的账号，日志才知道谁做了什么。用手机扫二维码，自己写密码。"),
    url="/staff/#invite",
    label=_("邀请一个人"),
)
def staff_state(viewer: Viewer) -> StepState:
    """Done when a second person has signed in; a code that nobody used yet is told."""
    others = members(viewer).exclude(user=viewer.user_id).values("user").distinct().count()
    if others:
        words = ngettext("另有 %(count)s 人能登录", "另有 %(count)s 人能登录", others)
        return StepState(True, words % {"count": others})
    sent = open_invitations(viewer).count()
    words = ngettext("%(count)s 个邀请还没有用", "%(count)s 个邀请还没有用", sent)
    return StepState(False, words % {"count": sent} if sent else "")
