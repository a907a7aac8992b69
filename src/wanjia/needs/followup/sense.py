"""Whether what somebody wrote says anything: "x", "1", "ok" and "已办" do not. Pure."""

import re
import unicodedata

# Words that only say that something was done; what remains beside them must say what.
FILLERS = re.compile(
    r"(?:已经|都|全部|全)?(?:办好|办完|办结|处理好|处理完|处理|解决|完成|搞定|没事|好|行|可以|知道|收到)"
    r"(?:了|啦|的)?|已(?:办|结|完|阅)|没有?|无|测试|同上|如上|见上|不详|不知道?|哈+|嗯+|哦+|啊+"
    r"|\b(?:ok|okay|done|yes|no|fine|closed?|solved?|resolved|finished|good|test|tests|testing"
    r"|none|nothing|na|n/a|asdf\w*|qwer\w*|xx+|unknown|dunno|same|above|all|it|is|was)\b"
)
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"\d+")
SAYS_WHAT = 4  # weight of what an outcome must hold at least
SAYS_WHO = 2  # weight of a name or of how somebody is called


def weight(text: str) -> int:
    """Weigh what a text says.

    A Chinese character counts 1, a word or a number beside words 2. What is said twice counts once.
    """
    plain = unicodedata.normalize("NFKC", text).lower()
    left = FILLERS.sub(" ", plain)
    characters = set(_CHINESE.findall(left))
    words = {word for word in _WORD.findall(_CHINESE.sub(" ", left)) if len(set(word)) > 1}
    total = len(characters) + 2 * len(words)
    return total + 2 * len(set(_NUMBER.findall(left))) if total else 0


def says_what(text: str) -> bool:
    """Return whether it tells what happened: "120 已接走" does, "办好了" does not."""
    return weight(text) >= SAYS_WHAT


def says_who(text: str) -> bool:
    """Return whether it tells who was reached: a name, "本人", "her son"."""
    return weight(text) >= SAYS_WHO
