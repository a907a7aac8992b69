"""The kinds of journal entries that privacy writes."""

from django.utils.translation import gettext_lazy

from wanjia.core.journal.kinds import declare_kinds
from wanjia.core.journal.values import tell_keys
from wanjia.core.localized import active_language
from wanjia.privacy.forgetting.rules import schedule

declare_kinds(
    __name__,
    {
        "emergency.ended": gettext_lazy("结束应急"),
        "forget.begun": gettext_lazy("开始清除"),
        "forget.done": gettext_lazy("清除完成"),
        "resident.exported": gettext_lazy("导出个人资料"),
        "correction.asked": gettext_lazy("住户请求更正"),
        "correction.accepted": gettext_lazy("采纳更正"),
        "correction.refused": gettext_lazy("不采纳更正"),
    },
)


def kind_of_fact(key: str) -> str:
    """Return what a kind of fact is called (what was forgotten)."""
    rule = schedule().get(key)
    return rule.name.words(active_language()) if rule else ""


tell_keys(kind_of_fact)
