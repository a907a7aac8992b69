"""What a plan in force needs of the map: the ways that its posts stand on, and their names."""

from django.utils.translation import gettext as _

from wanjia.core.access.viewer import Viewer
from wanjia.core.journal import on
from wanjia.core.models import Entry
from wanjia.places.models import Estate
from wanjia.places.tracing.held import held_ways_from
from wanjia.zoning.plans.named_posts import NAMES_OF
from wanjia.zoning.queries import posts_in_force


@held_ways_from
def ways_with_posts(viewer: Viewer, estate: Estate) -> dict[str, str]:
    """Return the paths and gates where somebody stands guard now."""
    why = _("那里现在有卡口。先把封控撤了，再改这一处。")
    return {post.label: why for post in posts_in_force(viewer, [estate])}


@on("places.imported", "map.saved", "map.undone", "roster.imported")
def name_posts_anew(entry: Entry) -> None:
    """Forget what guard posts are called: another map has other things beside them."""
    NAMES_OF.forget(entry.community_id)
