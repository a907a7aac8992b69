"""What a journal line says: what was before and after, in words that an officer uses."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wanjia.core.journal.values import key_words, value_words
from wanjia.ui.templatetags.wanjia import zone_name

LONGEST = 120
LABELS: dict[str, str | Promise] = {
    "active": gettext_lazy("在岗"),
    "added": gettext_lazy("新增"),
    "bags": gettext_lazy("袋"),
    "barrel": gettext_lazy("桶号"),
    "barrels": gettext_lazy("桶"),
    "bed": gettext_lazy("床位"),
    "beds": gettext_lazy("床位"),
    "birth": gettext_lazy("出生日期"),
    "buyer": gettext_lazy("代买人"),
    "cart": gettext_lazy("车"),
    "carts": gettext_lazy("车"),
    "cases": gettext_lazy("病例"),
    "category": gettext_lazy("求助类别"),
    "changed": gettext_lazy("修改"),
    "class": gettext_lazy("区类"),
    "clear_days": gettext_lazy("须满天数"),
    "clock_from": gettext_lazy("起算"),
    "closed": gettext_lazy("结束的区"),
    "comments": gettext_lazy("留言"),
    "confirmed": gettext_lazy("已确认"),
    "corrected": gettext_lazy("更正"),
    "counted": gettext_lazy("清点"),
    "day": gettext_lazy("日期"),
    "decision": gettext_lazy("决定"),
    "door": gettext_lazy("门号"),
    "dose": gettext_lazy("疫苗"),
    "dwellings": gettext_lazy("户"),
    "effect": gettext_lazy("规则要求"),
    "entries": gettext_lazy("日志"),
    "errands": gettext_lazy("代买"),
    "estate": gettext_lazy("小区"),
    "estates": gettext_lazy("小区"),
    "exempt_until": gettext_lazy("免报到"),
    "given": gettext_lazy("给的钱"),
    "goods": gettext_lazy("货品"),
    "grams": gettext_lazy("克"),
    "grids": gettext_lazy("网格"),
    "groups": gettext_lazy("群"),
    "handed_to": gettext_lazy("交给了谁"),
    "helper": gettext_lazy("派给"),
    "holds": gettext_lazy("属实"),
    "households": gettext_lazy("户"),
    "id_number": gettext_lazy("证件号"),
    "kind": gettext_lazy("类别"),
    "leaves_at": gettext_lazy("几点发车"),
    "left": gettext_lazy("已迁出"),
    "line": gettext_lazy("行"),
    "links": gettext_lazy("二维码"),
    "metres": gettext_lazy("米"),
    "minutes": gettext_lazy("分钟"),
    "moderation": gettext_lazy("审核"),
    "moved": gettext_lazy("搬迁"),
    "name": gettext_lazy("姓名"),
    "new": gettext_lazy("新增"),
    "note": gettext_lazy("备注"),
    "on": gettext_lazy("日期"),
    "outcome": gettext_lazy("结果"),
    "owner": gettext_lazy("接手人"),
    "pairs": gettext_lazy("结对"),
    "people": gettext_lazy("人数"),
    "pet": gettext_lazy("宠物"),
    "phone": gettext_lazy("电话"),
    "phone2": gettext_lazy("备用电话"),
    "planned_end": gettext_lazy("预计到期"),
    "plate": gettext_lazy("车牌"),
    "posts": gettext_lazy("卡口"),
    "ppm": gettext_lazy("毫克/升"),
    "protocol": gettext_lazy("规则"),
    "quantity": gettext_lazy("数量"),
    "refused": gettext_lazy("未收"),
    "reached": gettext_lazy("联系上了"),
    "register": gettext_lazy("户籍"),
    "relation": gettext_lazy("与户主关系"),
    "residents": gettext_lazy("居民"),
    "result": gettext_lazy("结果"),
    "returned": gettext_lazy("找回"),
    "same": gettext_lazy("重复"),
    "sampled_at": gettext_lazy("采样时间"),
    "sealed": gettext_lazy("封控楼道"),
    "seat": gettext_lazy("座位"),
    "sex": gettext_lazy("性别"),
    "site": gettext_lazy("去哪里"),
    "sort": gettext_lazy("类别"),
    "spent": gettext_lazy("花了"),
    "staff": gettext_lazy("工作人员"),
    "stairwells": gettext_lazy("楼道"),
    "step": gettext_lazy("步骤"),
    "supply": gettext_lazy("物资"),
    "test": gettext_lazy("检测"),
    "text": gettext_lazy("内容"),
    "things": gettext_lazy("东西"),
    "title": gettext_lazy("标题"),
    "to": gettext_lazy("发给"),
    "to_class": gettext_lazy("升为"),
    "told_by": gettext_lazy("谁通知的"),
    "toml": gettext_lazy("规则全文"),
    "unchanged": gettext_lazy("不变"),
    "unsure": gettext_lazy("是否存疑"),
    "until": gettext_lazy("到"),
    "urgency": gettext_lazy("紧急程度"),
    "verified": gettext_lazy("已核实"),
    "where": gettext_lazy("去向"),
    "why": gettext_lazy("理由"),
    "zones": gettext_lazy("区"),
}
ZONE_KEYS = ("class", "to_class")


@dataclass(frozen=True)
class Change:
    """One thing that an act set: what it is called, what it was, what it became."""

    label: str
    before: str
    after: str


def changes(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> list[Change]:
    """Return what an act changed, one thing each; keys that only point to other rows are left
    out.
    """
    before, after = before or {}, after or {}
    found = []
    for key in dict.fromkeys([*before, *after]):
        was, became = _value_text(key, before.get(key)), _value_text(key, after.get(key))
        if (was or became) and was != became:
            found.append(Change(_key_label(key), was, became))
    return found


def _key_label(key: str) -> str:
    """Return what a key is called: its own word, or that of a kind of fact (what was forgotten)."""
    if key in LABELS:
        return str(LABELS[key])
    return key_words(key) or key


def _value_text(key: str, value: Any) -> str:
    """Return a value in words; nothing for what is empty or only an id."""
    if value is None or value == "" or _is_id(value):
        return ""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, list | dict):
        return ngettext("%(n)s 项", "%(n)s 项", len(value)) % {"n": len(value)} if value else ""
    text = str(value)
    if key in ZONE_KEYS:
        return str(zone_name(text))
    return value_words(key, text) or _moment_text(text) or _clip_text(text)


def _is_id(value: Any) -> bool:
    try:
        return isinstance(value, str) and len(value) == 36 and bool(UUID(value))
    except ValueError:
        return False


def _moment_text(text: str) -> str:
    """Return a moment in the community's time; nothing if the text is none."""
    if len(text) < 16 or text[10] not in "T ":
        return ""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return ""
    if moment.tzinfo is None:
        return ""
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"


def _clip_text(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
