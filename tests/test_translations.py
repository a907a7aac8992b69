"""The catalogues: complete, with the same names in both languages, one English for one Chinese."""

import re
from collections import defaultdict
from importlib import import_module
from pathlib import Path

import polib
import pytest

import wanjia
import wanjia_demo
from wanjia.core import problems
from wanjia.core.localized import sentence
from wanjia.core.rules.text import Text

CATALOGUES = [
    *sorted(Path(wanjia.__file__).parent.glob("*/locale/en/LC_MESSAGES/django.po")),
    Path(wanjia_demo.__file__).parent / "locale/en/LC_MESSAGES/django.po",
]
FIELD = re.compile(r"\{(\w+)")
PLACE = re.compile(r"%\([a-z_]+\)[sd]|%%")


def named(path: Path) -> str:
    return path.parts[-5]


def keyed(entry: polib.POEntry) -> tuple[str | None, str]:
    return entry.msgctxt, entry.msgid


@pytest.mark.parametrize("path", CATALOGUES, ids=named)
def test_every_entry_is_translated_with_its_places(path):
    entries = [one for one in polib.pofile(str(path)) if not one.obsolete]
    assert [one.msgid for one in entries if one.fuzzy or not one.translated()] == []
    for one in entries:
        for english in [one.msgstr] if one.msgstr else one.msgstr_plural.values():
            assert sorted(PLACE.findall(one.msgid)) == sorted(PLACE.findall(english)), one.msgid


@pytest.mark.parametrize("path", CATALOGUES, ids=named)
def test_what_is_compiled_is_what_is_written(path):
    written = {keyed(one): one.msgstr for one in polib.pofile(str(path)) if one.msgstr}
    compiled = {keyed(one): one.msgstr for one in polib.mofile(str(path.with_suffix(".mo")))}
    assert {key: compiled.get(key) for key in written} == written


def test_one_chinese_sentence_has_one_english_wherever_it_stands():
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for path in CATALOGUES:
        for one in polib.pofile(str(path)):
            if one.msgstr and not one.obsolete and not one.msgctxt:
                found[one.msgid].setdefault(one.msgstr, named(path))
    assert {msgid: said for msgid, said in found.items() if len(said) > 1} == {}


def test_every_refusal_has_english_with_its_places():
    source = Path(wanjia.__file__).parents[1]
    for path in source.rglob("*.py"):  # the commands' refusals too
        if "\ndeclare_problems(" in path.read_text("utf-8"):
            module = ".".join(path.relative_to(source).with_suffix("").parts)
            import_module(module.removesuffix(".__init__"))
    declared = problems._table
    assert len(declared) > 300
    for code, (msgid, status) in declared.items():
        english = sentence(msgid, "en")
        assert 400 <= status < 600, code
        assert english != msgid or msgid in ("{why}", "{words}"), code
        # An English sentence may tell more (`kernel.invalid`); it leaves nothing out.
        assert set(FIELD.findall(msgid)) <= set(FIELD.findall(english)), code
        assert sentence(msgid, "zh") == msgid, code


def test_a_refusal_says_in_the_language_asked_what_data_says_in_both():
    refused = problems.Problem("duty.impossible", why=Text("人手不够", "too few people"))
    assert (refused.words("zh"), refused.words("en")) == ("人手不够", "too few people")
