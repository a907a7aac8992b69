"""Every place that free text can stand in is decided about: heard by an act, or no words of people.

`src/wanjia/core/hearing.toml` says which; a new field fails here by its name.
"""

import inspect
import tomllib
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
from tests.hearing.fields import api_fields, columns, form_fields, posted_names

from wanjia.core import hearing

FILE = Path(hearing.__file__).with_name("hearing.toml")
DECIDED = tomllib.loads(FILE.read_text("utf-8"))
HEARD = {field: one["by"] for one in DECIDED["heard"] for field in one["fields"]}
SILENT = {field: one["why"] for one in DECIDED["silent"] for field in one["fields"]}
EARS = (
    "hear(", "hear_row(", "hear_given(", "hear_new_matter(", "_hear(", "_hand_on_danger(",
    "_hear_message(", "_hear_text(", "_hear_danger(",
)  # fmt: skip


@cache
def found() -> set[str]:
    return columns() | form_fields() | api_fields() | posted_names()


@pytest.mark.slow
def test_every_field_of_free_text_is_decided_about():
    undecided = found() - HEARD.keys() - SILENT.keys()
    assert not undecided, f"who hears these? say so in {FILE.name}: {sorted(undecided)}"


def test_what_is_decided_is_there_and_decided_once():
    assert (HEARD.keys() | SILENT.keys()) - found() == set()
    assert HEARD.keys() & SILENT.keys() == set()
    assert all(SILENT.values())
    listed = [
        field for part in ("heard", "silent") for one in DECIDED[part] for field in one["fields"]
    ]
    assert len(listed) == len(set(listed))


@pytest.mark.parametrize("by", sorted({*HEARD.values()}))
def test_the_act_that_is_named_hears(by):
    module, name = by.rsplit(".", 1)
    act = inspect.unwrap(getattr(import_module(f"wanjia.{module}"), name))
    source = inspect.getsource(act)
    inner = {word for word in act.__code__.co_names if hasattr(import_module(act.__module__), word)}
    for word in inner:
        helper = getattr(import_module(act.__module__), word)
        if inspect.isfunction(helper) and helper.__module__ == act.__module__:
            source += inspect.getsource(helper)
    # A need is what words become: it is triaged as it is taken in.
    assert any(ear in source for ear in EARS) or "triage(" in source, by


def test_a_field_that_nobody_decided_about_is_named(monkeypatch):
    monkeypatch.delitem(HEARD, "people.Contact.note")
    with pytest.raises(AssertionError, match=r"people\.Contact\.note"):
        test_every_field_of_free_text_is_decided_about()
