"""The schedule in force: the file beside this, or the committee's copy in the data folder."""

from functools import cache
from pathlib import Path

from django.conf import settings

from wanjia.core.retention_registry import CLOSED, RECORDED, all_retained
from wanjia.core.rules.rules_file import RulesFileError, Text, refusal
from wanjia.privacy.forgetting.schedule import FILE, Rule, read_schedule


def schedule() -> dict[str, Rule]:
    """Return the rules by kind. Raises RulesFileError naming file, key and line for what is
    wrong.
    """
    own = Path(settings.DATA) / FILE.name
    path = own if own.exists() else FILE
    return _read_rules(path, path.stat().st_mtime_ns)


@cache
def _read_rules(path: Path, _changed: int) -> dict[str, Rule]:
    text = path.read_text("utf-8")
    return checked(read_schedule(text, path.name), text, path.name)


def checked(rules: dict[str, Rule], text: str, name: str) -> dict[str, Rule]:
    """Return the rules, if they fit what is stored. Raises RulesFileError as `schedule` does."""

    def refuse(kind: str, key: str, zh: str, en: str) -> None:
        path = ("kinds", kind, key) if key else ("kinds", kind)
        raise refusal(text, name, path, Text(zh, en))

    known = all_retained()
    for kind in rules.keys() - {one.kind for one in known}:
        refuse(kind, "", "没有这一类事实。", "there is no such kind of fact.")
    for one in known:
        rule = rules.get(one.kind)
        if rule is None:
            why = Text(f"缺少 {one.name} 的期限。", f"{one.name} has no rule.")
            raise RulesFileError(name, f"kinds.{one.kind}", 1, why)
        if rule.what == "anonymise" and not one.blank:
            zh = "这一类只能清除（erase）或保留（keep）。"
            refuse(one.kind, "what", zh, "this kind can only be erased or kept.")
        if {RECORDED: one.recorded, CLOSED: one.closed}.get(rule.after, True) is None:
            zh = f"{one.name} 没有这个时刻。"
            refuse(one.kind, "after", zh, f"{one.name} knows no such moment.")
    return rules
