"""The components that hold other markup, and the smallest ones. `{% load wanjia %}` brings them.

page_head    {% page_head _("求助") sub="…" crumb=_("物资") crumb_url="/supplies/" %}
               …buttons at its right…
             {% endpage_head %}
table        {% data_table need in needs empty=_("没有求助。") icon="check" %}
               {% column _("门号") head=True %}{{ need.dwelling.door }}{% endcolumn %}
               {% column _("几件") css="num" when=counted %}{{ need.count }}{% endcolumn %}
             {% enddata_table %}
               a label is written once: it heads the column, and the cell where the table folds;
               table: css ("t fold"), id, row_css, row_id (read for each row)
act          {% act_form _("重开") "needs:reopen" need.id css="form card" tone="primary" %}
               …fields…
             {% endact_form %}
             {% act_button _("接手") "needs:take" need.id tone="primary" back="today" %}
               label, the URL's name and what it takes; what else is named is a hidden field;
               `form=` a Django form whose fields come first
fact         <dl class="facts">{% fact _("负责") need.owner_name %}…</dl>    nothing if it is empty
badge        {% badge baby.concern "alarm" %}                                nothing if it is empty
refusal      {% refusal problem %}      what was refused, above what was typed
tight        {% tight %}…{% endtight %}  on several lines here, on the page without a gap
"""

import re
from collections.abc import Iterable
from typing import Any

from django import template
from django.forms import BaseForm
from django.template.base import (
    FilterExpression,
    NodeList,
    Parser,
    TextNode,
    Token,
    token_kwargs,
)
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from wanjia.core.problems import Problem

register = template.Library()
LINE_END = re.compile(r"\s*\n\s*")


@register.simple_block_tag
def page_head(
    content: str, title: str, sub: str = "", crumb: str = "", crumb_url: str = ""
) -> SafeString:
    """Show a page's title, with what can be done there as the block's content."""
    names = {"title": title, "sub": sub, "crumb": crumb, "crumb_url": crumb_url}
    return render_to_string(
        "ui/c/page_head.html", {**names, "buttons": SafeString(content.strip())}
    )


@register.simple_block_tag(takes_context=True)
def act_form(
    context: template.Context,
    content: str,
    label: str,
    url: str,
    *args: Any,
    tone: str = "",
    css: str = "form",
    form: BaseForm | None = None,
    **hidden: Any,
) -> SafeString:
    """Show the form of an act: token, hidden fields, the block's fields, its button."""
    names = {"label": label, "tone": tone, "css": css, "form": form, "content": content}
    return render_to_string(
        "ui/c/act_form.html", {**names, **_form_context(context, url, args, hidden)}
    )


@register.simple_tag(takes_context=True)
def act_button(
    context: template.Context,
    label: str,
    url: str,
    *args: Any,
    tone: str = "",
    confirm: str = "",
    **hidden: Any,
) -> SafeString:
    """Show the form of an act that asks nothing: one button, and first whether it is meant."""
    names = {"label": label, "tone": tone, "confirm": confirm}
    return render_to_string(
        "ui/c/post_button.html", {**names, **_form_context(context, url, args, hidden)}
    )


def _form_context(
    context: template.Context, url: str, args: tuple[Any, ...], hidden: dict[str, Any]
) -> dict[str, Any]:
    path = url if url.startswith(("/", "?", "#")) else reverse(url, args=args)
    return {"url": path, "fields": hidden, "csrf_token": context.get("csrf_token")}


@register.simple_tag
def fact(label: str, value: Any) -> SafeString:
    """Show a line of a list of facts, unless there is nothing to say."""
    if value is None or value == "":
        return SafeString("")
    return format_html("<dt>{}</dt>\n<dd>{}</dd>", label, value)


@register.simple_tag
def badge(label: Any, tone: str = "") -> SafeString:
    """Show a word that stands out, unless it is empty; `tone` is "alarm", "accent" or none."""
    return (
        format_html('<span class="{}">{}</span>', f"tag {tone}".strip(), label)
        if label
        else SafeString("")
    )


@register.inclusion_tag("ui/c/refusal.html")
def refusal(problem: Problem | None) -> dict[str, Any]:
    """Show what was refused, and what to do, if anything was."""
    return {"problem": problem}


class ColumnNode(template.Node):
    """One column: its label once, and the cell that is drawn for each row."""

    def __init__(
        self, label: FilterExpression, options: dict[str, FilterExpression], cell: NodeList
    ):
        self.label, self.options, self.cell = label, options, cell
        self.nodelist = cell

    def told(self, context: template.Context) -> dict[str, Any]:
        """Return what the column's heading and cells are drawn from."""
        options = {name: value.resolve(context) for name, value in self.options.items()}
        return {"label": self.label.resolve(context), "cell": self.cell, **options}

    def render(self, _context: template.Context) -> SafeString:
        """Refuse to be drawn alone."""
        raise template.TemplateSyntaxError("{% column %} stands directly in {% data_table %}")


class TableNode(template.Node):
    """A table of rows: head and cells from its columns, or the word that there are none."""

    def __init__(
        self,
        name: str,
        rows: FilterExpression,
        options: dict[str, FilterExpression],
        nodelist: NodeList,
    ):
        self.name, self.rows, self.options, self.nodelist = name, rows, options, nodelist
        self.columns = [node for node in nodelist if isinstance(node, ColumnNode)]

    def render(self, context: template.Context) -> SafeString:
        """Draw the table, or say that it is empty."""
        rows = self.rows.resolve(context)
        per_row = {name: value for name, value in self.options.items() if name[:4] == "row_"}
        options = {
            name: value.resolve(context)
            for name, value in self.options.items()
            if name not in per_row
        }
        if not rows:
            if not options.get("empty"):
                return SafeString("")
            said = {"text": options["empty"], "icon": options.get("icon", "check")}
            return render_to_string("ui/c/empty.html", said)
        columns = [
            column for node in self.columns if (column := node.told(context)).get("when", True)
        ]
        return SafeString("".join(self._draw_rows(context, rows, columns, per_row, options)))

    def _draw_rows(
        self,
        context: template.Context,
        rows: Iterable[Any],
        columns: list[dict[str, Any]],
        per_row: dict[str, FilterExpression],
        options: dict[str, Any],
    ) -> Iterable[str]:
        yield format_html(
            "<table{}>\n<thead>\n<tr>\n",
            _write_attributes(class_=options.get("css", "t fold"), id=options.get("id")),
        )
        for column in columns:
            css = column.get("css", "").replace("nowrap", "").strip()
            yield format_html(
                '<th scope="col"{}>{}</th>\n', _write_attributes(class_=css), column["label"]
            )
        yield "</tr>\n</thead>\n<tbody>\n"
        opened = [_cell_tags(column) for column in columns]
        for row in rows:
            with context.push(**{self.name: row}):
                said = {name: value.resolve(context) for name, value in per_row.items()}
                yield format_html(
                    "<tr{}>\n", _write_attributes(class_=said.get("row_css"), id=said.get("row_id"))
                )
                for column, (before, after) in zip(columns, opened, strict=True):
                    yield f"{before}{column['cell'].render(context)}{after}"
                yield "</tr>\n"
        yield "</tbody>\n</table>"


def _cell_tags(column: dict[str, Any]) -> tuple[str, str]:
    css = _write_attributes(class_=column.get("css"))
    if column.get("head"):
        return format_html('<th scope="row"{}>', css), "</th>\n"
    return format_html('<td{} data-label="{}">', css, column["label"]), "</td>\n"


def _write_attributes(**attributes: Any) -> SafeString:
    """Write attributes of an element; those without a value are left out."""
    told = [(name.rstrip("_"), value) for name, value in attributes.items() if value]
    return format_html_join("", ' {}="{}"', told)


class TightNode(template.Node):
    """What stands without a gap."""

    def __init__(self, nodelist: NodeList):
        self.nodelist = nodelist

    def render(self, context: template.Context) -> SafeString:
        """Draw what it holds."""
        return self.nodelist.render(context)


@register.tag
def data_table(parser: Parser, token: Token) -> TableNode:
    """Show rows as a table that folds on a phone: see the head of this module."""
    _tag, name, word, *rest = token.split_contents()
    if word != "in" or not rest:
        raise template.TemplateSyntaxError("{% data_table row in rows … %}")
    rows = parser.compile_filter(rest.pop(0))
    options = token_kwargs(rest, parser)
    nodelist = parser.parse(("enddata_table",))
    parser.delete_first_token()
    return TableNode(name, rows, options, nodelist)


@register.tag
def column(parser: Parser, token: Token) -> ColumnNode:
    """Show a column of a `data_table`."""
    _tag, label, *rest = token.split_contents()
    options = token_kwargs(rest, parser)
    cell = parser.parse(("endcolumn",))
    parser.delete_first_token()
    return ColumnNode(parser.compile_filter(label), options, cell)


@register.tag
def tight(parser: Parser, _token: Token) -> TightNode:
    """Drop the line ends and indents of what it holds, when the template is compiled."""
    nodelist = parser.parse(("endtight",))
    parser.delete_first_token()
    in_tag = False
    for text in nodelist.get_nodes_by_type(TextNode):
        assert isinstance(text, TextNode)
        text.s, in_tag = _without_line_ends(text.s, in_tag)
    return TightNode(nodelist)


def _without_line_ends(text: str, in_tag: bool) -> tuple[str, bool]:
    """Drop line ends with their indents; within an element's tag they part its attributes."""
    parts = []
    for part in re.split("([<>])", text):
        in_tag = part == "<" if part in ("<", ">") else in_tag
        parts.append(LINE_END.sub(" " if in_tag else "", part))
    return "".join(parts), in_tag
