"""What must hold of notices: what is published or withdrawn is told."""

from wanjia.core.integrity import journaled
from wanjia.notices.models import Notice, State

journaled(lambda of: Notice.objects.filter(community_id=of), "notice.drafted")
journaled(
    lambda of: Notice.objects.filter(community_id=of, state=State.PUBLISHED), "notice.published"
)
journaled(
    lambda of: Notice.objects.filter(community_id=of, state=State.WITHDRAWN), "notice.withdrawn"
)
