"""What must hold of duty: teams and published rosters are told."""

from wanjia.core.integrity import journaled
from wanjia.duty.models import Roster, Team

journaled(lambda community_id: Team.objects.filter(community_id=community_id), "team.saved")
journaled(
    lambda community_id: Roster.objects.filter(
        community_id=community_id, published_at__isnull=False
    ),
    "roster.published",
)
