"""What stands beside a name in the lists behind the daily report."""

from django.utils.translation import gettext as _

from wanjia.core.journal.values import value_words
from wanjia.core.models import Role
from wanjia.people.models import Where
from wanjia.reports.models import AlarmKind
from wanjia.zoning.models import TestKind

# Codes that are no choice of a model; what is not known is a number or a code, shown as it is.
CHOICES = {"alarm": AlarmKind, "case": TestKind, "staff": Role}


def row_words(kind: str, word: str) -> str:
    """Return the word of a row of some kind."""
    if kind in CHOICES:
        return str(dict(CHOICES[kind].choices).get(word, word))
    if kind == "need":
        return value_words("category", word) or word
    if kind != "resident":
        return _amounts(kind, word)
    words = {
        "reported": _("已填"),
        "missing": _("未填"),
        "away": _("外出"),
        "exempt": _("免报"),
        "negative": _("阴性"),
        "positive": _("阳性"),
        "invalid": _("无效"),
        "waiting": _("等结果"),
        "transfers_waiting": _("待转运"),
        "transferred": _("已转运"),
        "returned": _("已返回"),
    }
    return words.get(word) or str(dict(Where.choices).get(word, word))


def _amounts(kind: str, word: str) -> str:
    """Return how much a bag or a barrel was."""
    if kind == "place" and word:
        return _("%(n)s 袋") % {"n": word}
    if kind == "barrel" and word:
        return _("%(n)s 公斤") % {"n": f"{int(word) / 1000:g}"}
    return word
