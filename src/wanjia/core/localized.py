"""What has two names is called by the one of the page's language."""

from typing import Any

from django.utils.translation import get_language, gettext, override, pgettext_lazy

from wanjia.core.rules.text import Text


def active_language() -> str:
    """Return the active language as data knows it: `zh` or `en`."""
    return "en" if (get_language() or "zh").startswith("en") else "zh"


def sentence(msgid: str, spoken: str) -> str:
    """Say one of the program's own sentences in a language (`zh…` or `en…`)."""
    with override("en" if spoken.startswith("en") else "zh-hans"):
        return gettext(msgid)


def localized(text: Text) -> str:
    """Say what data says in both languages in the active one."""
    return text.words(active_language())


def localized_pair(chinese: str, english: str) -> str:
    """Choose between two stored wordings: English on an English page, if there is any."""
    return english if english and active_language() == "en" else chinese


def localized_name(place: Any) -> str:
    """Return the name of a community, estate, zone, grid or round: English on an English page, if
    known.

    Anything without a `name` is called by what it prints as.
    """
    return localized_pair(str(getattr(place, "name", place)), getattr(place, "name_en", ""))


# What committees count in; any other word stays as it was typed.
MEASURES = {
    "个": pgettext_lazy("unit", "个"),
    "只": pgettext_lazy("unit", "只"),
    "件": pgettext_lazy("unit", "件"),
    "支": pgettext_lazy("unit", "支"),
    "片": pgettext_lazy("unit", "片"),
    "根": pgettext_lazy("unit", "根"),
    "块": pgettext_lazy("unit", "块"),
    "套": pgettext_lazy("unit", "套"),
    "双": pgettext_lazy("unit", "双"),
    "张": pgettext_lazy("unit", "张"),
    "卷": pgettext_lazy("unit", "卷"),
    "台": pgettext_lazy("unit", "台"),
    "份": pgettext_lazy("unit", "份"),
    "人份": pgettext_lazy("unit", "人份"),
    "瓶": pgettext_lazy("unit", "瓶"),
    "盒": pgettext_lazy("unit", "盒"),
    "箱": pgettext_lazy("unit", "箱"),
    "袋": pgettext_lazy("unit", "袋"),
    "包": pgettext_lazy("unit", "包"),
    "桶": pgettext_lazy("unit", "桶"),
    "板": pgettext_lazy("unit", "板"),
    "提": pgettext_lazy("unit", "提"),
    "斤": pgettext_lazy("unit", "斤"),
    "公斤": pgettext_lazy("unit", "公斤"),
    "千克": pgettext_lazy("unit", "千克"),
    "克": pgettext_lazy("unit", "克"),
    "吨": pgettext_lazy("unit", "吨"),
    "升": pgettext_lazy("unit", "升"),
    "毫升": pgettext_lazy("unit", "毫升"),
}


def localized_unit(unit: str) -> str:
    """Return what something is counted in (套), in the active language where it is known there
    (sets).
    """
    return str(MEASURES.get(unit.strip(), unit))


def labelled(label: object, text: object) -> str:
    """Return a label and what it is of, with the colon of the language in use."""
    return gettext("%(label)s：%(text)s") % {"label": label, "text": text}
