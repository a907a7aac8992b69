"""A practice community: invented people and events beside the real ones, to be thrown away.

Who can make its invented town says so; the program itself invents nobody.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.apps import apps
from django.db import connections, router
from django.db.models import Model

from wanjia.core.models import Community, Membership, User
from wanjia.core.tenancy.cross_community import across_communities

TownMaker = Callable[[], Community]
_makers: list[TownMaker] = []


def practice_town_from(maker: TownMaker) -> TownMaker:
    """Register what makes a practice community with an invented town in it."""
    _makers[:] = [maker]
    return maker


def can_practise() -> bool:
    """Return whether a practice town can be made here."""
    return bool(_makers)


def make_practice_town() -> Community:
    """Make a practice community; nobody is of it yet who could sign in."""
    [make] = _makers
    return make()


def throw_away(community: Community) -> None:
    """Delete a practice community with all of its rows, and the accounts that are of it alone.

    Raises ValueError for a real one.
    """
    if not community.practice:
        raise ValueError(f"{community.name} is no practice community")
    invented = list(
        Membership.objects.filter(community=community)
        .exclude(user__in=Membership.objects.exclude(community=community).values("user"))
        .values_list("user_id", flat=True)
    )
    # Row by row the database would refuse what holds another; here all goes at once.
    for model in _models_of_a_community():
        rows = model._default_manager.filter(community_id=community.id)
        rows._raw_delete(router.db_for_write(model))
    with across_communities("practice"):
        User.objects.filter(id__in=invented).delete()
    Community.objects.filter(id=community.id).delete()


@contextmanager
def all_at_once() -> Iterator[None]:
    """Let a whole community go without a look, for each row, at who may still point to it.

    SQLite has no index for every such look and would read all answers for each resident. Nothing
    points from one community into another, so nothing is left that points nowhere.
    """
    connection = connections["default"]
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with connection.constraint_checks_disabled():
        yield


def _models_of_a_community() -> list[type[Model]]:
    """Return every table whose rows belong to a community, in no order."""
    tables = set(connections["default"].introspection.table_names())
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if any(field.attname == "community_id" for field in model._meta.concrete_fields)
        and model._meta.db_table in tables
    ]
