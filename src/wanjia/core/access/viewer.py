"""Who looks: the viewer from whom every query and every act starts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property, wraps
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from wanjia.core.problems import Problem

OFFICERS = frozenset({"head", "desk"})
FIELD = frozenset({"grid", "doctor", "steward", "volunteer"})
STAFF = OFFICERS | FIELD
OFFICE = "office"

M = TypeVar("M", bound=Model)
StairwellScope = Callable[["Viewer"], frozenset[UUID]]
_scope: list[StairwellScope] = []


def stairwell_scope(finder: StairwellScope) -> StairwellScope:
    """Register the function that tells which stairwells a field role looks after."""
    _scope[:] = [finder]
    return finder


@dataclass(frozen=True)
class Viewer:
    """A person, or a household, that looks at one community in one role.

    `role` is a `kernel.models.Role`, `"household"`, or `"system"` for the program itself.
    The `"office"` of an area is of no community: its `community_id` is nobody's, and all that it
    can see are the figures of the communities in `area_id`.
    `granted` are dwellings that a field role sees beside its grids: a right is a grant, never
    another role, so that the journal tells who acted as what.
    """

    community_id: UUID
    role: str
    user_id: UUID | None = None
    name: str = ""
    dwelling_id: UUID | None = None
    area_id: UUID | None = None
    granted: frozenset[UUID] = frozenset()
    extra: dict[str, Any] = field(default_factory=dict, compare=False, hash=False)

    @property
    def sees_all(self) -> bool:
        """Whether every dwelling of the community is in sight."""
        return self.role in OFFICERS or self.role == "system"

    @property
    def figures_only(self) -> bool:
        """Whether only figures are in sight, and no person."""
        return self.role in ("town", OFFICE)

    @cached_property
    def stairwells(self) -> frozenset[UUID]:
        """The stairwells in sight of a field role (its grids); empty for others."""
        if self.role not in FIELD or not _scope:
            return frozenset()
        return _scope[0](self)

    def also_for(self, dwellings: Iterable[UUID]) -> "Viewer":
        """Grant the sight of some dwellings, and of nothing else."""
        return replace(self, granted=self.granted | frozenset(dwellings))

    def may(self, *roles: str) -> bool:
        """Return whether the viewer has one of the roles."""
        return self.role in roles or self.role == "system"

    def need(self, *roles: str) -> None:
        """Refuse with `kernel.not_yours` unless the viewer has one of the roles."""
        if not self.may(*roles):
            raise Problem("kernel.not_yours")


def system_viewer(community_id: UUID) -> Viewer:
    """Return the viewer for what the program does by itself in a community."""
    return Viewer(community_id=community_id, role="system", name="万家")


def visible_to(
    viewer: Viewer,
    rows: QuerySet[M],
    *,
    stairwell: str | None = None,
    dwelling: str | None = None,
) -> QuerySet[M]:
    """Return those of `rows` that the viewer may see; every query starts here.

    `stairwell` and `dwelling` name the look-ups from a row to its stairwell and its dwelling
    ("dwelling__stairwell", "dwelling"); without them field roles and households see nothing.
    """
    rows = rows.filter(community_id=viewer.community_id)
    if viewer.sees_all:
        return rows
    if viewer.role in FIELD and stairwell:
        seen = Q(**{f"{stairwell}__in": viewer.stairwells})
        if viewer.granted and dwelling:
            seen |= Q(**{f"{dwelling}__in": viewer.granted})
        return rows.filter(seen)
    if viewer.role == "household" and dwelling:
        return rows.filter(**{dwelling: viewer.dwelling_id})
    return rows.none()


View = Callable[..., Any]


def for_roles(*roles: str) -> Callable[[View], View]:
    """Let a view be seen by these roles only; it is marked with them for the test of sight."""

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> Any:
            viewer: Viewer | None = request.viewer
            if viewer is None:
                raise Problem("kernel.sign_in")
            viewer.need(*roles)
            return view(request, *args, **kwargs)

        guarded.roles = frozenset(roles)  # type: ignore[attr-defined]
        return guarded

    return wrap
