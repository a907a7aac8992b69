"""A kind of journal entry is declared once, with its title, by the app that writes it; no app
names a kind of a floor above it."""

import ast
import re
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import pytest

import wanjia
from wanjia.core.journal.kinds import declare_kinds, declared_kinds, title_of

SOURCES = Path(wanjia.__file__).parent
PROJECT = Path(__file__).parent.parent / "pyproject.toml"
KIND = re.compile(r"[a-z]+\.[a-z_]+")


def floors() -> list[str]:
    """The apps, the lowest first."""
    contracts = tomllib.loads(PROJECT.read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    layers = next(one["layers"] for one in contracts if one["type"] == "layers")
    return [layer.split(".")[1] for layer in reversed(layers) if "." in layer]


FLOORS = floors()


@dataclass(frozen=True)
class Module:
    """The source of a module: its name, and what the tests look for in it."""

    name: str
    tree: ast.Module

    @cached_property
    def nodes(self) -> list[ast.AST]:
        return list(ast.walk(self.tree))

    @cached_property
    def functions(self) -> list[tuple[ast.FunctionDef, list[ast.AST]]]:
        """Each function, and everything in it."""
        found = (one for one in self.nodes if isinstance(one, ast.FunctionDef))
        return [(one, list(ast.walk(one))) for one in found]

    @cached_property
    def origins(self) -> dict[str, str]:
        """What each name stands for: `tell` → `wanjia.needs.followup.clocks.tell`."""
        found = {one.name: f"{self.name}.{one.name}" for one, _inside in self.functions}
        for one in self.nodes:
            if isinstance(one, ast.ImportFrom) and one.module:
                found |= {(a.asname or a.name): f"{one.module}.{a.name}" for a in one.names}
        return found

    @cached_property
    def calls(self) -> list[tuple[ast.FunctionDef, ast.Call, str]]:
        """Each call in a function, and the dotted name of what is called."""
        return [
            (function, one, called(one, self.origins))
            for function, inside in self.functions
            for one in inside
            if isinstance(one, ast.Call)
        ]


@cache
def modules() -> list[Module]:
    """Every module of the product."""
    found = []
    for path in SOURCES.rglob("*.py"):
        if "migrations" not in path.parts:
            dotted = ".".join(path.relative_to(SOURCES.parent).with_suffix("").parts)
            found.append(
                Module(dotted.removesuffix(".__init__"), ast.parse(path.read_text("utf-8")))
            )
    return found


def called(call: ast.Call, known: dict[str, str]) -> str:
    """The dotted name of what is called, as far as the module's own names tell."""
    if isinstance(call.func, ast.Name):
        return known.get(call.func.id, "")
    if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name):
        return f"{known.get(call.func.value.id, '')}.{call.func.attr}"
    return ""


def writers() -> set[str]:
    """`journal.write`, and every function that hands a parameter of its own on to a writer."""
    found = {"wanjia.core.journal.write"}
    while True:
        more = set(found)
        for module in modules():
            for function, call, target in module.calls:
                if target in found:
                    own = {one.arg for one in (*function.args.args, *function.args.kwonlyargs)}
                    given = {a.id for a in call.args if isinstance(a, ast.Name)}
                    if given & own & {"kind"}:
                        more.add(f"{module.name}.{function.name}")
        if more == found:
            return found
        found = more


def kinds_in(node: ast.AST) -> set[str]:
    texts = (one.value for one in ast.walk(node) if isinstance(one, ast.Constant))
    return {one for one in texts if isinstance(one, str) and KIND.fullmatch(one)}


def assigned(nodes: list[ast.AST]) -> dict[str, ast.expr]:
    """What is assigned to each name among these."""
    return {
        target.id: one.value
        for one in nodes
        if isinstance(one, ast.Assign)
        for target in one.targets
        if isinstance(target, ast.Name)
    }


@cache
def written() -> dict[str, set[str]]:
    """Each kind that is written, with the apps that write it."""
    found: dict[str, set[str]] = defaultdict(set)
    every = writers()
    for module in modules():
        at_top = assigned(module.tree.body)
        for function, call, target in module.calls:
            if target not in every:
                continue
            local = at_top | assigned(list(ast.walk(function)))
            for argument in call.args:
                names = [n.id for n in ast.walk(argument) if isinstance(n, ast.Name)]
                for node in (argument, *(local[n] for n in names if n in local)):
                    for kind in kinds_in(node):
                        found[kind].add(module.name.split(".")[1])
    return found


@pytest.mark.slow
def test_every_kind_that_is_written_is_declared():
    assert {"case.recorded", "need.reported", "trip.left", "errand.money"} <= set(written())
    assert sorted(set(written()) - set(declared_kinds())) == []


def test_every_kind_that_is_declared_is_written():
    assert sorted(set(declared_kinds()) - set(written())) == []


def test_a_kind_is_declared_by_the_lowest_app_that_writes_it():
    wrong = {}
    for kind, module in declared_kinds().items():
        lowest = min(written()[kind], key=FLOORS.index)
        if module != f"wanjia.{lowest}.events":
            wrong[kind] = (module, lowest)
    assert wrong == {}


def test_no_app_names_a_kind_of_a_higher_floor():
    of = {kind: FLOORS.index(module.split(".")[1]) for kind, module in declared_kinds().items()}
    wrong = [
        (module.name, kind)
        for module in modules()
        if (app := module.name.split(".")[1:2]) and app[0] in FLOORS
        for kind in kinds_in(module.tree)
        if kind in of and FLOORS.index(app[0]) < of[kind]
    ]
    assert sorted(wrong) == []


def test_what_is_subscribed_to_is_written():
    heard = set()
    for module in modules():
        for function, _inside in module.functions:
            for one in function.decorator_list:
                if (
                    isinstance(one, ast.Call)
                    and called(one, module.origins) == "wanjia.core.journal.on"
                ):
                    heard |= kinds_in(one)
    assert "zones.published" in heard
    assert sorted(heard - set(declared_kinds())) == []


def test_a_kind_that_two_apps_declare_is_refused():
    with pytest.raises(ValueError, match=r"case\.recorded is declared by wanjia\.zoning\.events"):
        declare_kinds("wanjia.care.events", {"case.recorded": "another"})
    assert title_of("case.recorded") == "登记病例"
