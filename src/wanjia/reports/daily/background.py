"""What the daily report does every minute: days that are over are sealed."""

from wanjia.core.scheduling.scheduler import every_minute
from wanjia.reports.daily.actions import seal_due

every_minute(seal_due)
