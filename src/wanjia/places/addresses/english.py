"""Addresses written in English, brought to the Chinese order and words."""

import re

ENGLISH = re.compile(
    r"\b(?:lane|room|rm|building|bldg|block|blk|tower|unit|flat|apt|apartment|house|villa|suite|entrance|no\.?)\b"
)
_ROAD = re.compile(
    r"(?<!lane )(?<!room )(?<!rm )(?<!flat )(?<!apt )(?<!\d)"
    r"(?:\bno\.?\s*)?\d+\s+(?:[a-z']+\s+){1,3}"
    r"(?:road|rd|street|st|avenue|ave)\b\.?"
)
_PARTS = (
    ("弄", re.compile(r"\blane\s*(?:no\.?)?\s*([\doli]+)|\b(\d+)\s*lane\b(?!\s*\d)")),
    ("号", re.compile(r"\b(?:house|villa)\s*(?:no\.?)?\s*(\d+\w?)")),
    (
        "号楼",
        re.compile(
            r"\b(?:building|bldg|block|blk|tower)\b\.?\s*(?:no\.?\s*)?#?([a-z]?\d+[a-z]?|[a-z]\b)"
        ),
    ),
    ("室", re.compile(r"\b(?:room|rm|flat|apt|apartment|suite)\b\.?\s*(?:no\.?\s*)?#?(\w*\d\w*)")),
    ("室", re.compile(r"\bunit\b\.?\s*#?(\d{3,4}[a-z]?)\b")),
    ("单元", re.compile(r"\b(?:unit|entrance)\b\.?\s*#?(\d{1,2}|[a-z])\b")),
    ("号", re.compile(r"\bno\b\.?\s*(\d+[a-z]?)|#\s*(\d{1,2})\b")),
)
_ORDER = {"弄": 0, "号楼": 1, "单元": 2, "号": 3, "室": 4}


def in_chinese_order(line: str) -> str:
    """`Room 302, Building 5, Lane 1800 Dongjing Road` as `1800弄5号楼302室` and the rest."""
    line = _ROAD.sub(" ", line)
    found: list[tuple[int, str]] = []
    for suffix, pattern in _PARTS:
        match = pattern.search(line)
        if match is None or any(order == _ORDER[suffix] for order, _ in found):
            continue
        value = next(group for group in match.groups() if group)
        found.append((_ORDER[suffix], value + suffix))
        line = line[: match.start()] + " , " + line[match.end() :]
    return "".join(part for _, part in sorted(found)) + " " + line
