"""What zones do every minute."""

from wanjia.core.scheduling.scheduler import every_minute
from wanjia.zoning.zones.changes import follow_clock

every_minute(follow_clock)
