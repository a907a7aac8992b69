"""Reads an SQL statement and says which of its tables it asks of more than one community.

A distributed table in a statement is bound when its `community_id` equals a value, or equals the
`community_id` of a table that is bound; a statement that leaves one unbound goes to every node.
"""

from collections.abc import Iterator

import sqlglot
from sqlglot import exp

COLUMN = "community_id"
Links = frozenset[tuple[str, str]]  # pairs of aliases whose communities are equal
ANCHOR = ""  # the alias of a value


def faults(sql: str, dialect: str, distributed: frozenset[str]) -> list[str]:
    """What the statement does across communities, one sentence each; empty when nothing."""
    if not any(name in sql for name in distributed):
        return []
    text = sql.replace("%s", "'$'").replace("%%", "%")
    try:
        statement = sqlglot.parse_one(text, dialect=dialect)
    except sqlglot.errors.ParseError as why:
        return [f"cannot be read: {why}"]
    return list(_judge(statement, frozenset(), distributed))


def _judge(node: exp.Expression, outer: frozenset[str], tables: frozenset[str]) -> Iterator[str]:
    """Judge one query and those within it; `outer` are the aliases of the queries around it."""
    if isinstance(node, exp.SetOperation):
        for side in (node.left, node.right):
            yield from _judge(side, outer, tables)
        return
    if isinstance(node, exp.Insert):
        yield from _insert(node, tables)
    sources = _sources(node)
    links = _closed(_all_links(node, sources), outer)
    for alias, table in sources.items():
        if table in tables and alias not in links:
            yield f"{table} ({alias}) is not bound to a community"
    for inner in _inner(node):
        yield from _judge(inner, outer | sources.keys(), tables)


def _insert(node: exp.Insert, tables: frozenset[str]) -> Iterator[str]:
    target = node.this
    columns = [one.name for one in target.expressions] if isinstance(target, exp.Schema) else []
    table = target.find(exp.Table)
    if table is None or table.name not in tables:
        return
    if COLUMN not in columns:
        yield f"{table.name} is inserted into without {COLUMN}"
    conflict = node.args.get("conflict")
    keys = [one.name for one in conflict.args.get("conflict_keys") or []] if conflict else []
    if keys and COLUMN not in keys:
        yield f"{table.name}: the conflict on ({', '.join(keys)}) leaves out {COLUMN}"
    if conflict:
        changed = [one.this.name for one in conflict.args.get("expressions") or []]
        if COLUMN in changed:
            yield f"{table.name}: {COLUMN} is changed"


def _sources(node: exp.Expression) -> dict[str, str]:
    """The tables that a query reads or changes by their aliases; a derived table has no name."""
    if isinstance(node, exp.Insert):
        return {}
    found: list[exp.Expression] = []
    if isinstance(node, exp.Update | exp.Delete):
        found.append(node.this)
    for key in ("from", "from_", "using"):
        part = node.args.get(key)
        for one in part if isinstance(part, list) else [part] if part else []:
            found.append(one.this if isinstance(one, exp.From) else one)
    found += [one.this for one in node.args.get("joins") or []]
    names = {}
    for one in found:
        if isinstance(one, exp.Table):
            names[one.alias or one.name] = one.name
            for join in one.args.get("joins") or []:
                names[join.this.alias or join.this.name] = join.this.name
        elif isinstance(one, exp.Subquery):
            names[one.alias] = ANCHOR
    return names


def _all_links(node: exp.Expression, sources: dict[str, str]) -> Links:
    """The equalities between communities that hold for every row of the query."""
    conditions = [where.this] if (where := node.args.get("where")) else []
    joins = list(node.args.get("joins") or [])
    for key in ("from", "from_"):
        part = node.args.get(key)
        if isinstance(part, exp.From):
            joins += part.this.args.get("joins") or []
    conditions += [join.args["on"] for join in joins if join.args.get("on")]
    # What a derived table reads is judged by itself.
    derived = frozenset((alias, ANCHOR) for alias, table in sources.items() if table == ANCHOR)
    return derived.union(*(_links(one, sources) for one in conditions))


def _links(part: exp.Expression, sources: dict[str, str]) -> Links:
    if isinstance(part, exp.Paren):
        return _links(part.this, sources)
    if isinstance(part, exp.And):
        return _links(part.left, sources) | _links(part.right, sources)
    if isinstance(part, exp.Or):
        return _links(part.left, sources) & _links(part.right, sources)
    if isinstance(part, exp.EQ):
        ends = [_end(part.left, sources), _end(part.right, sources)]
        if None not in ends:
            low, high = sorted(one for one in ends if one is not None)
            return frozenset({(low, high)})
    if isinstance(part, exp.In) and len(part.expressions) == 1 and not part.args.get("query"):
        ends = [_end(part.this, sources), _end(part.expressions[0], sources)]
        if ends[0] is not None and ends[1] == ANCHOR:
            return frozenset({(ANCHOR, ends[0])})
    return frozenset()


def _end(side: exp.Expression, sources: dict[str, str]) -> str | None:
    """The alias whose community stands there, or ANCHOR for a value; None for anything else."""
    while isinstance(side, exp.Paren | exp.Cast):
        side = side.this
    if isinstance(side, exp.Column):
        if side.name != COLUMN:
            return None
        return side.table or next(iter(sources), None)
    if isinstance(side, exp.Literal | exp.Placeholder | exp.Parameter | exp.National):
        return ANCHOR
    return None


def _closed(links: Links, outer: frozenset[str]) -> set[str]:
    """The aliases that are bound: linked to a value, or to a query around, which is judged too."""
    bound = {ANCHOR, *outer}
    while fresh := {one for pair in links if bound & set(pair) for one in pair if one not in bound}:
        bound |= fresh
    return bound


def _inner(node: exp.Expression) -> Iterator[exp.Expression]:
    """The queries within a query, not those within them."""
    stack = list(node.iter_expressions())
    while stack:
        one = stack.pop()
        if isinstance(one, exp.Select | exp.SetOperation):
            yield one
        else:
            stack += list(one.iter_expressions())
