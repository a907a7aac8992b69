"""What needs does every minute."""

from wanjia.core.scheduling.scheduler import every_minute
from wanjia.needs.followup.actions import escalate_overdue

every_minute(escalate_overdue)
