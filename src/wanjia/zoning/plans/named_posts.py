"""Guard posts as people read them: where each stands, and how many there are with how many people.

The names come from `post_names`, so that plan, map, zone, paper and roster call a post the same.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.localized import active_language
from wanjia.core.scheduling.cached_counts import CachedCount
from wanjia.places.estates.geojson import stairwell_key, twice_labels
from wanjia.places.models import Building, Estate, Gate, Path, Stairwell
from wanjia.zoning import queries
from wanjia.zoning.plans.post_names import Entrance, House, Road, Surroundings, post_names
from wanjia.zoning.protocols.values import Text

Names = Mapping[str, Text]


@dataclass(frozen=True)
class NamedPost:
    """A guard post by its place, and how many stand there: 西门（2 人）."""

    place: str
    guards: int

    def __str__(self) -> str:
        return _("%(place)s（%(n)s 人）") % {"place": self.place, "n": self.guards}


def with_names(names: Names, posts: Iterable[tuple[str, int]]) -> list[NamedPost]:
    """Return posts (label, guards) by their names in the active language."""
    language = active_language()
    return [
        NamedPost(
            names[label].words(language) if label in names else _("已不在地图上的地方"), guards
        )
        for label, guards in posts
    ]


def count_words(posts: Sequence[NamedPost]) -> str:
    """Say how many posts there are and how many people: one count of each, everywhere."""
    people = sum(post.guards for post in posts)
    places = ngettext("%(n)s 个卡口", "%(n)s 个卡口", len(posts)) % {"n": len(posts)}
    return _("%(places)s，%(people)s 人值守") % {"places": places, "people": people}


def names_among(
    stairwells: Iterable[Stairwell],
    buildings: Iterable[Building],
    paths: Iterable[Path],
    gates: Iterable[Gate],
) -> dict[str, Text]:
    """Name all that could be a guard post among these rows of one estate, at no statement."""
    paths, gates, stairwells = list(paths), list(gates), list(stairwells)
    twice = twice_labels((row.lane, row.label) for row in stairwells)
    junctions = {end.label: tuple(end.at) for path in paths for end in (path.a, path.b)}
    junctions |= {gate.junction.label: tuple(gate.junction.at) for gate in gates}
    houses = []
    for row in stairwells:
        if row.junction:
            junctions[row.junction.label] = tuple(row.junction.at)
        houses.append(
            House(
                stairwell_key(row.lane, row.label, row.label in twice),
                tuple(row.at or ()),
                row.building_id,
                ((row.junction.label,) if row.junction else ()) + tuple(row.also_at),
            )
        )
    return post_names(
        Surroundings(
            tuple(houses),
            tuple(Road(path.label, (path.a.label, path.b.label), _line(path)) for path in paths),
            tuple(
                Entrance(
                    gate.label, gate.name, gate.name_en, gate.junction.label, tuple(gate.at or ())
                )
                for gate in gates
            ),
            junctions,
            {row.id: tuple(tuple(at) for at in row.polygon) for row in buildings if row.polygon},
        )
    )


def _line(path: Path) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(at) for at in path.line or ())


def _names_of(community: UUID) -> dict[UUID, dict[str, tuple[str, str]]]:
    """Name all that could be a guard post, by estate and label, at four statements."""
    tenant = {"community_id": community}
    stairwells = Stairwell.objects.filter(**tenant).select_related("junction")
    rows: tuple[Iterable[Any], ...] = (
        stairwells.order_by("sort", "label"),
        Building.objects.filter(**tenant),
        Path.objects.filter(**tenant).select_related("a", "b"),
        Gate.objects.filter(**tenant).select_related("junction"),
    )
    by_estate: dict[UUID, tuple[list[Any], ...]] = defaultdict(lambda: ([], [], [], []))
    for place, kind in enumerate(rows):
        for row in kind:
            by_estate[row.estate_id][place].append(row)
    return {
        estate: {label: (text.zh, text.en) for label, text in names_among(*parts).items()}
        for estate, parts in by_estate.items()
    }


NAMES_OF = CachedCount("post_names", _names_of)


def names_in(viewer: Viewer, estate: Estate) -> dict[str, Text]:
    """Return what all is called that could be a guard post in an estate."""
    named = NAMES_OF.get(viewer.community_id).get(estate.id, {})
    return {label: Text(*words) for label, words in named.items()}


def named_in(viewer: Viewer, estate: Estate, posts: Iterable[tuple[str, int]]) -> list[NamedPost]:
    """Return posts of an estate by their names; where there are none, at no statement."""
    posts = list(posts)
    return with_names(names_in(viewer, estate), posts) if posts else []


def posts_of_zone(viewer: Viewer, estate: Estate) -> list[NamedPost]:
    """Return the posts that stand now in a zone's estate."""
    standing = queries.posts_at(viewer, clock.now()).filter(publication__estate=estate)
    return named_in(viewer, estate, standing.order_by("label").values_list("label", "guards"))


def standing_post_names(viewer: Viewer, estates: Iterable[Estate]) -> dict[UUID, Text]:
    """Return what each post that stands now is called, with its estate, for a roster."""
    by_id = {estate.id: estate for estate in estates}
    known: dict[UUID, dict[str, Text]] = {}
    names = {}
    for post in queries.posts_in_force(viewer, by_id.values()):
        estate = by_id[post.publication.estate_id]
        if estate.id not in known:
            known[estate.id] = names_in(viewer, estate)
        if text := known[estate.id].get(post.label):
            english = estate.name_en or estate.name
            names[post.id] = Text(f"{estate.name}{text.zh}", f"{english}: {text.en}")
    return names
