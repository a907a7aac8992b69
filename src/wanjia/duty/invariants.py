"""What must hold of duty: teams and published rosters are told."""

from wanjia.core.integrity import journaled
from wanjia.duty.models import Roster, Team

journaled(lambda of: Team.objects.filter(community_id=of), "team.saved")
journaled(
    lambda of: Roster.objects.filter(community_id=of, published_at__isnull=False),
    "roster.published",
)
