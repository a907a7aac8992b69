"""Fill in a form of a page again with what was typed in it before."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

Fields = Mapping[str, Sequence[str]]
PLACE = "draft"  # the anchor of the form that is filled in
OURS = "csrfmiddlewaretoken"
NOT_TYPED = frozenset({"submit", "button", "image", "reset", "file", "password"})


@dataclass
class _Tag:
    name: str
    attributes: dict[str, str | None]
    start: int
    end: int

    def get(self, name: str) -> str:
        return self.attributes.get(name) or ""


@dataclass
class _Form:
    tag: _Tag
    folds: list[_Tag]
    inputs: list[_Tag] = field(default_factory=list)
    texts: list[tuple[_Tag, int]] = field(default_factory=list)
    options: list[tuple[str, _Tag]] = field(default_factory=list)

    @property
    def names(self) -> set[str]:
        named = {one.get("name") for one in self.inputs} | {
            one.get("name") for one, _ in self.texts
        }
        return named | {name for name, _ in self.options}

    def likeness(self, fields: Fields) -> tuple[int, int]:
        """Return how many fields of what was typed the form has, and how many that the page
        gave.
        """
        same = sum(
            one.get("value") in fields.get(one.get("name"), ())
            for one in self.inputs
            if one.get("type") == "hidden"
        )
        return len(self.names & fields.keys()), same


class _Reader(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[_Form] = []
        self.folds: list[_Tag] = []
        self.form: _Form | None = None
        self.text: _Tag | None = None
        self.choice = ""
        self.lines = [0]
        for line in html.split("\n"):
            self.lines.append(self.lines[-1] + len(line) + 1)
        self.feed(html)

    @property
    def here(self) -> int:
        line, column = self.getpos()
        return self.lines[line - 1] + column

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        start = self.here
        one = _Tag(tag, dict(attrs), start, start + len(self.get_starttag_text() or ""))
        if tag == "details":
            self.folds.append(one)
        elif tag == "form":
            self.form = _Form(one, list(self.folds))
            self.forms.append(self.form)
        elif self.form is None:
            return
        elif tag == "input":
            self.form.inputs.append(one)
        elif tag == "textarea":
            self.text = one
        elif tag == "select":
            self.choice = one.get("name")
        elif tag == "option" and self.choice:
            self.form.options.append((self.choice, one))

    def handle_endtag(self, tag: str) -> None:
        if tag == "details" and self.folds:
            self.folds.pop()
        elif tag == "form":
            self.form = None
        elif tag == "select":
            self.choice = ""
        elif tag == "textarea" and self.form and self.text:
            self.form.texts.append((self.text, self.here))
            self.text = None


def refill(
    html: str, page: str, action: str, fields: Fields, note: str, texts: Collection[str] = ()
) -> str | None:
    """Return the page with the form that sends to `action` filled in, and `note` (HTML) above.

    The best of several is filled in; None where the page has no such form (any more), or none
    with a place for each of `texts`, the fields that must not get lost.
    """
    forms = [
        form
        for form in _Reader(html).forms
        if form.tag.get("method").lower() == "post"
        and _target_path(page, form.tag.get("action")) == action
    ]
    best = max(forms, key=lambda one: one.likeness(fields), default=None)
    if best is None or not best.names & (fields.keys() - {OURS}) or not best.names >= set(texts):
        return None
    edits = [(best.tag.start, best.tag.end, note + html[best.tag.start : best.tag.end])]
    edits += [(fold.start, fold.end, _write_tag(fold, {"open": None})) for fold in best.folds]
    edits += _field_edits(best, fields)
    for start, end, text in sorted(edits, reverse=True):
        html = html[:start] + text + html[end:]
    return html


def _target_path(page: str, action: str) -> str:
    return urlsplit(urljoin(page, action)).path


def _field_edits(form: _Form, fields: Fields) -> list[tuple[int, int, str]]:
    left = {name: list(values) for name, values in fields.items() if name != OURS}
    edits = []
    for one in form.inputs:
        name, kind = one.get("name"), one.get("type").lower()
        if (name not in left and kind not in ("checkbox", "radio")) or kind in NOT_TYPED:
            continue
        if name == OURS or not name:
            continue
        if kind in ("checkbox", "radio"):
            # A value that is empty is a value: "as the system says" is chosen by it.
            on = (one.attributes.get("value", "on") or "") in left.get(name, ())
            more: dict[str, str | None] = {"checked": None} if on else {}
            edits.append((one.start, one.end, _write_tag(one, more, "checked")))
        elif left[name]:
            edits.append(
                (one.start, one.end, _write_tag(one, {"value": left[name].pop(0)}, "value"))
            )
    for one, end in form.texts:
        if left.get(one.get("name")):
            # A browser drops the first line end of a text.
            edits.append((one.end, end, "\n" + escape(left[one.get("name")].pop(0))))
    for name, one in form.options:
        if name in left:
            on = one.get("value") in left[name]
            more = {"selected": None} if on else {}
            edits.append((one.start, one.end, _write_tag(one, more, "selected")))
    return edits


def _write_tag(tag: _Tag, more: Mapping[str, str | None], without: str = "") -> str:
    kept = {name: value for name, value in tag.attributes.items() if name != without}
    written = "".join(
        f" {name}" if value is None else f' {name}="{escape(value)}"'
        for name, value in (kept | dict(more)).items()
    )
    return f"<{tag.name}{written}>"
