"""What must hold of notices: what is published or withdrawn is told."""

from wanjia.core.integrity import told
from wanjia.notices.models import Notice, State

told(lambda community_id: Notice.objects.filter(community_id=community_id), "notice.drafted")
told(
    lambda community_id: Notice.objects.filter(community_id=community_id, state=State.PUBLISHED),
    "notice.published",
)
told(
    lambda community_id: Notice.objects.filter(community_id=community_id, state=State.WITHDRAWN),
    "notice.withdrawn",
)
