"""A head begins to practise, goes there and back, and throws the practice away."""

from django.db import transaction

from wanjia.core import journal
from wanjia.core.access.viewer import Viewer
from wanjia.core.models import Community, Membership, User
from wanjia.core.practice import all_at_once, can_practise, make_practice_town, throw_away
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse


def practice_of(viewer: Viewer) -> Membership | None:
    """Return what the viewer is in a practice community; None where there is none."""
    rows = Membership.objects.filter(user=viewer.user_id, community__practice=True)
    return rows.select_related("community").first()


@transaction.atomic
def begin_practice(viewer: Viewer) -> Membership:
    """Make a practice community whose head is the viewer, or return the one there is."""
    viewer.need("head")
    standing = practice_of(viewer)
    if standing:
        return standing
    if not can_practise():
        raise Problem("practice.nothing")
    community = make_practice_town()
    user = get_or_refuse(User.objects.filter(id__in=[viewer.user_id]))
    membership = Membership.objects.create(community=community, user=user, role="head")
    journal.write(viewer, "practice.begun", subject=community.id)
    return membership


def end_practice(viewer: Viewer) -> None:
    """Throw the viewer's practice community away, with all that was done in it.

    What is written of it stands in the journal of the viewer's own community.
    """
    viewer.need("head")
    with all_at_once(), transaction.atomic():
        standing = practice_of(viewer)
        if standing is None:
            raise Problem("kernel.not_found")
        real = Membership.objects.filter(user=viewer.user_id, community__practice=False).first()
        if real:
            own = Viewer(real.community_id, real.role, viewer.user_id, viewer.name)
            journal.write(own, "practice.ended", subject=standing.community_id)
        throw_away(Community.objects.get(id=standing.community_id))
