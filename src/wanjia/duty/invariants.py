"""What must hold of duty: teams and published rosters are told."""

from wanjia.core.integrity import told
from wanjia.duty.models import Roster, Team

told(lambda community_id: Team.objects.filter(community_id=community_id), "team.saved")
told(
    lambda community_id: Roster.objects.filter(
        community_id=community_id, published_at__isnull=False
    ),
    "roster.published",
)
