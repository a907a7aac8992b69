"""What the roll-up does every minute."""

from wanjia.city.rollup import keep_up
from wanjia.core.scheduling.scheduler import regularly

regularly(keep_up)
