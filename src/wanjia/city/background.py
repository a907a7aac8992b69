"""What the roll-up does every minute."""

from wanjia.city.rollup import keep_up
from wanjia.core.scheduling.scheduler import every_minute

every_minute(keep_up)
