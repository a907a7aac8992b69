"""Answers and rounds in words, for every page that shows one."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from wanjia.core.localized import localized_name
from wanjia.people.models import Where
from wanjia.reports.models import Answer, Antigen, Pcr, Round


def answer_words(answer: Answer) -> str:
    """What an answer says: 阴性 · 36.5℃ · 咳嗽."""
    parts: list[str] = []
    if answer.antigen:
        parts.append(_("抗原%(result)s") % {"result": Antigen(answer.antigen).label})
    if answer.pcr:
        parts.append(_("核酸%(result)s") % {"result": Pcr(answer.pcr).label})
    if answer.temperature is not None:
        parts.append(f"{answer.temperature}℃")
    elif answer.well:
        parts.append(_("体温正常"))
    if answer.where and (answer.where != "home" or not parts):
        parts.append(str(Where(answer.where).label))
    parts += [said for said in (answer.symptoms, answer.note) if said]
    return " · ".join(parts)


def wants_words(wants: Iterable[str]) -> str:
    """What a round asks for: 抗原、体温."""
    names = {
        "antigen": _("抗原"),
        "pcr": _("核酸"),
        "temperature": _("体温"),
        "headcount": _("报平安"),
        "contact": _("联系"),
    }
    asked = set(wants)
    return _("、").join(name for key, name in names.items() if key in asked)


def round_words(round_: Round) -> str:
    """A round's own name in the language of the page."""
    return localized_name(round_)
