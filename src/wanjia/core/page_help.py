"""Help for each page that one starts from, as data beside the features: `<app>/help.toml`.

    [pages."/rounds/"]
    what = { zh = "…", en = "…" }
    steps = [{ zh = "…", en = "…" }]
    questions = [{ ask = { zh = "…", en = "…" }, answer = { zh = "…", en = "…" } }]

and the words of the trade, `terms` in the core's own file, and the tour's steps in the shell's.
"""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from django.apps import apps

from wanjia.core.rules.rules_file import RulesTable, Text, load_rules_file

FILE = "help.toml"


@dataclass(frozen=True)
class Question(RulesTable):
    """What people ask at a page, and the answer."""

    ask: Text
    answer: Text


@dataclass(frozen=True)
class PageHelp(RulesTable):
    """What a page is for, what one does there, what people ask."""

    what: Text
    steps: tuple[Text, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Term(RulesTable):
    """A word of the trade and what it means."""

    word: Text
    meaning: Text


@dataclass(frozen=True)
class TourStep(RulesTable):
    """One step of the tour: where, and what one does there."""

    url: str
    does: Text


@dataclass(frozen=True)
class HelpFile(RulesTable):
    """One app's help."""

    pages: dict[str, PageHelp] = field(default_factory=dict)
    terms: tuple[Term, ...] = ()
    tour: tuple[TourStep, ...] = ()


@cache
def _files() -> tuple[HelpFile, ...]:
    paths = (Path(config.path) / FILE for config in apps.get_app_configs())
    return tuple(load_rules_file(HelpFile, path) for path in paths if path.exists())


@cache
def help_pages() -> dict[str, PageHelp]:
    """Return the help of every page by its address."""
    return {url: page for file in _files() for url, page in file.pages.items()}


@cache
def tour_steps() -> tuple[TourStep, ...]:
    """Return the steps of the tour."""
    return tuple(step for file in _files() for step in file.tour)


@cache
def glossary() -> tuple[Term, ...]:
    """Return the words of the trade in their order."""
    return tuple(term for file in _files() for term in file.terms)
