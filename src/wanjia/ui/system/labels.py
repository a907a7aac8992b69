"""What a finding says, and what to do about it: a plain sentence each."""

from typing import Any

from django.template.defaultfilters import date
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wanjia.ui.system.rating import ACT, GB, HEED, MB, Finding

LEVELS = {
    "well": gettext_lazy("正常"),
    HEED: gettext_lazy("留意"),
    ACT: gettext_lazy("要处理"),
}
CHECKS = {
    "database": gettext_lazy("数据库"),
    "seal": gettext_lazy("封存密钥"),
    "disk": gettext_lazy("磁盘"),
    "regular": gettext_lazy("定时工作"),
    "outbox": gettext_lazy("发件箱"),
    "backup": gettext_lazy("备份"),
    "clock": gettext_lazy("时钟"),
}
ACTS = {
    "reports.settle_staff_rounds": gettext_lazy("上岗人员检测"),
    "zoning.follow_clock": gettext_lazy("分区的时钟"),
    "reports.extend_rounds": gettext_lazy("开好后面的轮次"),
    "reports.seal_due": gettext_lazy("封存过完的一天的日报"),
    "care.count_late": gettext_lazy("数谁该联系而没有联系"),
    "care.count_silent": gettext_lazy("数多久没有音讯的住户"),
    "care.suggest_daily": gettext_lazy("提示谁可能年老独居"),
    "goods.count_hungry": gettext_lazy("数明天没有吃的住户"),
    "everyday.read_feeds": gettext_lazy("读天气预警"),
    "needs.escalate_overdue": gettext_lazy("上报超时的求助"),
    "goods.count_waiting": gettext_lazy("数等着的物资"),
    "goods.share_places": gettext_lazy("和代收的居民区对涉阳垃圾的点位"),
    "sites.count_waiting": gettext_lazy("数等着转运的人"),
    "notices.count_waiting": gettext_lazy("数等回答的留言"),
    "channels.count_left": gettext_lazy("数没发出去的消息"),
    "channels.send_in_background": gettext_lazy("发出到时间的消息"),
    "city.keep_up": gettext_lazy("汇总给街道和区的数字"),
    "privacy.by_schedule": gettext_lazy("清除到了期限的信息"),
    "privacy.count_waiting": gettext_lazy("数等着改的信息"),
}
_SAID = {
    ("database", "silent"): (
        gettext_lazy("数据库没有回应。"),
        gettext_lazy("看数据库服务是否在运行，再重启万家。"),
    ),
    ("database", "old_tables"): (
        gettext_lazy("数据表还不是这个版本的。"),
        gettext_lazy("重启万家，启动时会自动更新。"),
    ),
    ("seal", "closed"): (
        gettext_lazy("封存密钥打不开这个数据库：电话和住户链接都读不出来。"),
        gettext_lazy("把写入时的 seal.key 放回数据文件夹（看另存的密钥和备份），再重启万家。"),
    ),
    ("seal", "gone"): (
        gettext_lazy("seal.key 不在数据文件夹里了：下次启动就打不开电话和住户链接。"),
        gettext_lazy("重启以前，把另存的 seal.key 放回数据文件夹。"),
    ),
    ("disk", "full"): (
        gettext_lazy("磁盘只剩 %(free)s，新的填报可能存不下。"),
        gettext_lazy("马上删掉不要的文件，或把旧备份移到别的盘。"),
    ),
    ("disk", "low"): (
        gettext_lazy("磁盘快满了，只剩 %(free)s。"),
        gettext_lazy("今天就删掉不要的文件，或把旧备份移到别的盘。"),
    ),
    ("disk", "soon"): (
        gettext_lazy("磁盘还剩 %(free)s。"),
        gettext_lazy("这几天清出一些地方，备份也要占地方。"),
    ),
    ("regular", "never"): (
        gettext_lazy("定时工作还没有做过一轮。"),
        gettext_lazy("刚启动的话等两分钟；还是没有，请用 wanjia serve 启动。"),
    ),
    ("regular", "stuck"): (
        gettext_lazy("定时工作从 %(since)s 起没有再做，轮次和消息都会停。"),
        gettext_lazy("重启万家；再停住，把日志发给技术支持。"),
    ),
    ("regular", "failing"): (
        gettext_lazy("有定时工作没做成：%(acts)s。"),
        gettext_lazy("下一分钟会再试；一直不成，把日志发给技术支持。"),
    ),
    ("outbox", "stuck"): (
        gettext_lazy("有消息从 %(since)s 起该发而没有发。"),
        gettext_lazy("看这台机器能不能上网；重要的先人工转发。"),
    ),
    ("outbox", "failed"): (
        gettext_lazy("没发出去的消息：%(n)s 条。"),
        gettext_lazy("打开群消息，看原因，重发或人工转发。"),
    ),
    ("backup", "never"): (
        gettext_lazy("还没有备份过。"),
        gettext_lazy("运行 wanjia backup，再设成每天自动做。"),
    ),
    ("backup", "old"): (
        gettext_lazy("最近一次备份是 %(at)s，已超过两天。"),
        gettext_lazy("运行 wanjia backup，并查每天的自动备份为什么没做。"),
    ),
    ("clock", "behind"): (
        gettext_lazy("日志里有 %(at)s 的记录，比现在还晚：时钟可能慢了。"),
        gettext_lazy("对照手机上的时间，把这台机器的时钟校准。"),
    ),
    ("clock", "moved"): (
        gettext_lazy("时钟是演练用的，不是真实时间。"),
        gettext_lazy("正式使用时，去掉 WANJIA_CLOCK 再启动。"),
    ),
}


def size_words(size: int) -> str:
    """Bytes as people say them: 1.2 GB, 340 MB."""
    if size >= GB:
        return f"{size / GB:.1f} GB"
    return f"{size / MB:.0f} MB" if size >= MB else f"{max(1, size // 1024)} KB"


def said(finding: Finding) -> str:
    """Return what was found, in a sentence; empty for what is well."""
    if finding.level == "well" or (finding.check, finding.why) not in _SAID:
        return ""
    return str(_SAID[finding.check, finding.why][0]) % {
        k: _figure_text(k, v) for k, v in finding.figures.items()
    }


def to_do(finding: Finding) -> str:
    """Return what to do about it, in a sentence; empty for what is well."""
    return "" if not said(finding) else str(_SAID[finding.check, finding.why][1])


def _figure_text(name: str, value: Any) -> str:
    if name == "free":
        return size_words(value)
    if name == "acts":
        return _("、").join(act_words(one) for one in value)
    if name in ("since", "at"):
        return date(timezone.localtime(value), "n-j H:i")
    return str(value)


def act_words(name: str) -> str:
    """Return what a regular act does, in words; its own name where it has none."""
    return str(ACTS.get(name, name))
