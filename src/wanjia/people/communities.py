"""Which community a command works on, in a database that may still be empty."""

from wanjia.core.models import Community
from wanjia.core.problems import Problem


def community_for(name: str | None, default: str) -> tuple[Community, bool]:
    """Return the community named, or the only one there is, or one not saved yet; and whether it is
    new.

    `default` is what a new one is called when no name is given. Raises Problem
    `people.community_needed` where several could be meant.
    """
    if name:
        community = Community.objects.filter(name=name).first()
        return (community, False) if community else (Community(name=name[:80]), True)
    communities = list(Community.objects.order_by("name")[:21])
    if len(communities) > 1:
        raise Problem("people.community_needed", names="、".join(one.name for one in communities))
    return (
        (communities[0], False)
        if communities
        else (Community(name=(default or "居民区")[:80]), True)
    )
