"""What a protocol file says to everybody: required keys, in both languages, read and checked.

Nothing in the code says it in their place: an alert, a door notice, a household's page, a group's
text and a calendar all take it from here.
"""

import re
from typing import NoReturn

from wanjia.zoning.protocols.toml_table import Table
from wanjia.zoning.protocols.values import (
    CATEGORIES,
    CERTAINTIES,
    RESPONSES,
    SEVERITIES,
    URGENCIES,
    EndedPublic,
    PhasePublic,
    ProtocolPublic,
    Text,
)

NONE = "none"
_CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
_MOST_LETTERS = 200  # a headline is read on a phone's lock screen


def protocol_public(root: Table) -> ProtocolPublic | None:
    """Take `[public]`, without what to do with a positive; None in an old copy without it."""
    if not root.has("public"):
        return None if root.file.old else _missing(root, "[public]")
    table = root.table("public")
    table.left.pop("on_positive", None)
    ended = table.table("ended")
    said = ProtocolPublic(
        category=table.string("category", CATEGORIES),
        ended=EndedPublic(_text(ended, "headline"), _lines(ended, "instruction")),
        no_longer=_text(table, "no_longer"),
    )
    ended.close()
    table.close()
    return said


def on_positive(root: Table, infection: bool) -> tuple[Text, ...]:
    """Look up what a household with a positive does: lines, or "none" where there is no infection.

    In an old copy it stands in `[health]`, which is left without it.
    """
    if not root.has("public"):
        if root.file.old:
            return _old_positive(root)
        _missing(root, "[public]")
    table = Table(root.left["public"], ("public",), root.file) if _is_table(root) else None
    if table is None:
        root.fail("public", "应是一个表。", "must be a table.")
    if table.left.get("on_positive") == NONE:
        if infection:
            table.fail(
                "on_positive",
                "这是传染病规则，要写明检出阳性怎么做，不能是 none。",
                "this protocol is about an infection: say what to do with a positive, not none.",
            )
        return ()
    if not infection:
        table.fail(
            "on_positive",
            '这不是传染病规则，请写 on_positive = "none"。',
            'this protocol is about no infection: write on_positive = "none".',
        )
    return _lines(table, "on_positive")


def _is_table(root: Table) -> bool:
    return isinstance(root.left["public"], dict)


def _old_positive(root: Table) -> tuple[Text, ...]:
    health = root.left.get("health")
    if not isinstance(health, dict) or "on_positive" not in health:
        return ()
    lines = Table(health, ("health",), root.file).texts("on_positive")
    root.left["health"] = {key: value for key, value in health.items() if key != "on_positive"}
    return lines


def phase_public(phase: Table) -> PhasePublic | None:
    """Take a phase's `public`; None in an old copy without it."""
    if not phase.has("public"):
        return None if phase.file.old else _missing(phase, "[classes.phases.public]")
    table = phase.table("public")
    said = PhasePublic(
        event=_text(table, "event"),
        headline=_text(table, "headline"),
        instruction=_lines(table, "instruction"),
        response=table.strings("response", RESPONSES),
        urgency=table.string("urgency", URGENCIES),
        severity=table.string("severity", SEVERITIES),
        certainty=table.string("certainty", CERTAINTIES),
    )
    if not said.response:
        table.fail("response", "至少要填一样。", "must name one at least.")
    table.close()
    return said


def _missing(table: Table, header: str) -> NoReturn:
    keys = {
        "[public]": "category, on_positive, no_longer, ended.headline, ended.instruction",
        "[classes.phases.public]": (
            "event, headline, instruction, response, urgency, severity, certainty"
        ),
    }[header]
    table.fail(
        "public",
        f"缺少对公众说的话。请照程序自带的同名规则补上 {header}：{keys}。",
        f"what the public is told is missing. Add {header} as in the file that comes with the"
        f" program: {keys}.",
    )


def _lines(table: Table, key: str) -> tuple[Text, ...]:
    if not table.has(key):
        table.raw(key)  # refuses it as missing
    lines = table.texts(key)
    if not lines:
        table.fail(key, "至少要写一句。", "needs one sentence at least.")
    for line in lines:
        _in_its_language(table, key, line)
    return lines


def _text(table: Table, key: str) -> Text:
    text = table.text(key)
    _in_its_language(table, key, text)
    if len(text.zh) > _MOST_LETTERS or len(text.en) > _MOST_LETTERS:
        table.fail(key, "太长，最多 200 个字。", "is too long: at most 200 letters.")
    return text


def _in_its_language(table: Table, key: str, text: Text) -> None:
    if _CHINESE.search(text.en):
        table.fail(key, "en 里有汉字或中文标点。", "the English holds Chinese characters.")
    if not _CHINESE.search(text.zh):
        table.fail(key, "zh 里没有汉字。", "the Chinese holds no Chinese character.")
