"""Whether the outcome of an alarm says that somebody is positive. Pure."""

import re

_NOT = re.compile(
    r"阴|排除|未确诊|不是阳|非阳|假阳|没有?阳|negative|not\s+positive|ruled out", re.I
)
_YES = re.compile(r"阳|确诊|positive|confirmed", re.I)
_WAITS = re.compile(r"待|等|pending|await|[?？]", re.I)


def confirms(outcome: str) -> bool:
    """Whether the words say that a positive is confirmed; what is negative or awaited is not."""
    return bool(_YES.search(outcome)) and not _NOT.search(outcome) and not _WAITS.search(outcome)
