"""What must hold of notices: what is published or withdrawn is told."""

from wanjia.core.integrity import told
from wanjia.notices.models import Notice, State

told(lambda of: Notice.objects.filter(community_id=of), "notice.drafted")
told(lambda of: Notice.objects.filter(community_id=of, state=State.PUBLISHED), "notice.published")
told(lambda of: Notice.objects.filter(community_id=of, state=State.WITHDRAWN), "notice.withdrawn")
