"""What must hold of needs: each is told when it comes and when it ends."""

from collections.abc import Iterator
from uuid import UUID

from django.utils.translation import gettext_noop as _

from wanjia.core.integrity import Violation, invariant, journaled, violations_in
from wanjia.needs.models import Need

journaled(lambda of: Need.objects.filter(community_id=of), "need.recorded")
journaled(lambda of: Need.objects.filter(community_id=of, closed_at__isnull=False), "need.closed")


@invariant(
    "needs.deadline",
    _("求助没有时限"),
    _("请打开它，改一次紧急程度，时限会重算。"),
)
def _no_deadline(community: UUID) -> Iterator[Violation]:
    return violations_in(Need.objects.filter(community_id=community, closed_at=None, due_at=None))
