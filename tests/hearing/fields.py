"""All places that free text can stand in: columns, fields of forms and of the API, posted names."""

import ast
from functools import cache
from pathlib import Path

from django.apps import apps
from django.db import models

import wanjia
from wanjia.core.encryption.fields import SealedField

ROOT = Path(wanjia.__file__).parent
POSTED = {"POST", "form", "data", "said", "sent", "posted", "typed"}
TEXT = (models.CharField, models.TextField, models.JSONField, SealedField)


def columns() -> set[str]:
    """Every column that can hold words: `care.Errand.note`; one with choices cannot."""
    return {
        f"{model._meta.app_label}.{model.__name__}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("wanjia.")
        for field in model._meta.concrete_fields
        if isinstance(field, TEXT) and not field.choices
    }


@cache
def modules() -> list[tuple[str, ast.Module]]:
    """Every module of the product but what is made up for the demo, with its tree."""
    found = []
    for path in sorted(ROOT.rglob("*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        if not name.startswith("demo.") and ".migrations." not in name:
            found.append((name, ast.parse(path.read_text("utf-8"))))
    return found


def _called(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def form_fields() -> set[str]:
    """Every field of a form that takes any words: `people.forms.ContactForm.note`."""
    return {
        f"{module}.{made.name}.{_called(target)}"
        for module, tree in modules()
        for made in ast.walk(tree)
        if isinstance(made, ast.ClassDef)
        for line in made.body
        if isinstance(line, ast.Assign) and isinstance(line.value, ast.Call)
        and _called(line.value.func) == "CharField" and _called(line.value.func.value) == "forms"
        for target in line.targets
    }  # fmt: skip


def api_fields() -> set[str]:
    """Every field of the API that takes words: `needs.api.NeedIn.text`."""
    return {
        f"{module}.{made.name}.{line.target.id}"
        for module, tree in modules()
        for made in ast.walk(tree)
        if isinstance(made, ast.ClassDef)
        for line in made.body
        if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name)
        and "CleanText" in ast.dump(line.annotation)
    }  # fmt: skip


def posted_names() -> set[str]:
    """Every name that a view takes out of a posted form by itself: `care.views_contacts:note`.

    A name that is made of parts (`symptoms-…`) is known by its first part.
    """
    found = set()
    for module, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                if node.func.attr not in ("get", "getlist") or not node.args:
                    continue
                where, name = node.func.value, node.args[0]
            elif isinstance(node, ast.Subscript):
                where, name = node.value, node.slice
            else:
                continue
            if _called(where) in POSTED and (said := _name(name)):
                found.add(f"{module}:{said}")
    return found


def _name(node: ast.AST) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        first = node.values[0]
        return f"{first.value if isinstance(first, ast.Constant) else '{}'}*"
    return ""
