"""What staff rounds do every minute."""

from wanjia.core.scheduling.scheduler import every_minute
from wanjia.reports.staff_rounds.actions import settle_staff_rounds

every_minute(settle_staff_rounds)
