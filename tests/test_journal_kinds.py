"""A kind of journal entry is declared once, with its title, by the app that writes it; no app
names a kind of a floor above it."""

import ast
import re
import tomllib
from collections import defaultdict
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


def modules() -> dict[str, ast.Module]:
    found = {}
    for path in SOURCES.rglob("*.py"):
        if "migrations" not in path.parts:
            dotted = ".".join(path.relative_to(SOURCES.parent).with_suffix("").parts)
            found[dotted.removesuffix(".__init__")] = ast.parse(path.read_text("utf-8"))
    return found


MODULES = modules()


def functions(tree: ast.Module) -> list[ast.FunctionDef]:
    return [one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)]


def origins(name: str, tree: ast.Module) -> dict[str, str]:
    """What each name of a module stands for: `tell` → `wanjia.needs.followup.clocks.tell`."""
    found = {one.name: f"{name}.{one.name}" for one in functions(tree)}
    for one in ast.walk(tree):
        if isinstance(one, ast.ImportFrom) and one.module:
            found |= {(a.asname or a.name): f"{one.module}.{a.name}" for a in one.names}
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
        for name, tree in MODULES.items():
            known = origins(name, tree)
            for function in functions(tree):
                own = {one.arg for one in (*function.args.args, *function.args.kwonlyargs)}
                for call in ast.walk(function):
                    if isinstance(call, ast.Call) and called(call, known) in found:
                        given = {a.id for a in call.args if isinstance(a, ast.Name)}
                        if given & own & {"kind"}:
                            more.add(f"{name}.{function.name}")
        if more == found:
            return found
        found = more


def kinds_in(node: ast.AST) -> set[str]:
    texts = (one.value for one in ast.walk(node) if isinstance(one, ast.Constant))
    return {one for one in texts if isinstance(one, str) and KIND.fullmatch(one)}


def written() -> dict[str, set[str]]:
    """Each kind that is written, with the apps that write it."""
    found: dict[str, set[str]] = defaultdict(set)
    every = writers()
    for name, tree in MODULES.items():
        known = origins(name, tree)
        at_top = {
            target.id: one.value
            for one in tree.body
            if isinstance(one, ast.Assign)
            for target in one.targets
            if isinstance(target, ast.Name)
        }
        for function in functions(tree):
            local = dict(at_top)
            for one in ast.walk(function):
                if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name):
                    local[one.targets[0].id] = one.value
            for call in ast.walk(function):
                if not isinstance(call, ast.Call) or called(call, known) not in every:
                    continue
                for argument in call.args:
                    names = [n.id for n in ast.walk(argument) if isinstance(n, ast.Name)]
                    inner = [local[n] for n in names if n in local]
                    for node in (argument, *inner):
                        for kind in kinds_in(node):
                            found[kind].add(name.split(".")[1])
    return found


WRITTEN = written()


def test_every_kind_that_is_written_is_declared():
    assert {"case.recorded", "need.reported", "trip.left", "errand.money"} <= set(WRITTEN)
    assert sorted(set(WRITTEN) - set(declared_kinds())) == []


def test_every_kind_that_is_declared_is_written():
    assert sorted(set(declared_kinds()) - set(WRITTEN)) == []


def test_a_kind_is_declared_by_the_lowest_app_that_writes_it():
    wrong = {}
    for kind, module in declared_kinds().items():
        lowest = min(WRITTEN[kind], key=FLOORS.index)
        if module != f"wanjia.{lowest}.events":
            wrong[kind] = (module, lowest)
    assert wrong == {}


def test_no_app_names_a_kind_of_a_higher_floor():
    of = {kind: FLOORS.index(module.split(".")[1]) for kind, module in declared_kinds().items()}
    wrong = [
        (name, kind)
        for name, tree in MODULES.items()
        if (app := name.split(".")[1:2]) and app[0] in FLOORS
        for kind in kinds_in(tree)
        if kind in of and FLOORS.index(app[0]) < of[kind]
    ]
    assert sorted(wrong) == []


def test_what_is_subscribed_to_is_written():
    heard = set()
    for name, tree in MODULES.items():
        known = origins(name, tree)
        for function in functions(tree):
            for one in function.decorator_list:
                if isinstance(one, ast.Call) and called(one, known) == "wanjia.core.journal.on":
                    heard |= kinds_in(one)
    assert "zones.published" in heard
    assert sorted(heard - set(declared_kinds())) == []


def test_a_kind_that_two_apps_declare_is_refused():
    with pytest.raises(ValueError, match=r"case\.recorded is declared by wanjia\.zoning\.events"):
        declare_kinds("wanjia.care.events", {"case.recorded": "another"})
    assert title_of("case.recorded") == "登记病例"
