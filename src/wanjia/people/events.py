"""The kinds of journal entries that people writes."""

from django.utils.translation import gettext_lazy as _

from wanjia.core.journal.kinds import declare_kinds
from wanjia.core.journal.values import tell_choices, tell_values
from wanjia.people.labels import masked
from wanjia.people.models import Where
from wanjia.people.risk_kinds import risk_choices

declare_kinds(
    __name__,
    {
        "resident.added": _("登记居民"),
        "resident.edited": _("修改资料"),
        "resident.moved": _("搬入本户"),
        "resident.left": _("迁出"),
        "resident.where": _("更新去向"),
        "resident.exempted": _("更新免报"),
        "resident.id_seen": _("查看证件号"),
        "risk.confirmed": _("确认关爱对象"),
        "risk.ended": _("取消关爱对象"),
        "community.founded": _("居委会开张"),
        "invitation.made": _("发出邀请"),
        "invitation.revoked": _("收回邀请"),
        "invitation.used": _("接受邀请"),
        "member.signed_out": _("让人退出登录"),
        "member.try_again": _("让人重新试登录"),
        "member.lost_phone": _("手机丢了，收回登录"),
        "member.role": _("换了角色"),
        "member.let_go": _("不再让登录"),
        "photo.kept": _("收到照片"),
        "photo.removed": _("删除照片"),
        "links.made": _("生成住户二维码"),
        "links.renewed": _("换发住户二维码"),
        "roster.imported": _("导入名册"),
    },
)
tell_choices("where", Where.choices)
tell_values("kind", lambda kind: dict(risk_choices()).get(kind, ""))
tell_values("id_number", masked)
