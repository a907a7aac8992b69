"""What needs does every minute."""

from wanjia.core.scheduling.scheduler import regularly
from wanjia.needs.followup.actions import escalate_overdue

regularly(escalate_overdue)
