"""What a plan in force needs of the map: the ways and gates that its guard posts stand on."""

from django.utils.translation import gettext as _

from wanjia.core.access.viewer import Viewer
from wanjia.places.models import Estate
from wanjia.places.tracing.held import held_ways_from
from wanjia.zoning.queries import posts_in_force


@held_ways_from
def ways_with_posts(viewer: Viewer, estate: Estate) -> dict[str, str]:
    """Return the paths and gates where somebody stands guard now."""
    why = _("那里现在有卡口。先把封控撤了，再改这一处。")
    return {post.label: why for post in posts_in_force(viewer, [estate])}
