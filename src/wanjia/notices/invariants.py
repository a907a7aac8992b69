"""What must hold of notices: what is published or withdrawn is told."""

from wanjia.core.integrity import journaled
from wanjia.notices.models import Notice, State

journaled(lambda community_id: Notice.objects.filter(community_id=community_id), "notice.drafted")
journaled(
    lambda community_id: Notice.objects.filter(community_id=community_id, state=State.PUBLISHED),
    "notice.published",
)
journaled(
    lambda community_id: Notice.objects.filter(community_id=community_id, state=State.WITHDRAWN),
    "notice.withdrawn",
)
