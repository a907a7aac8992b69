"""What the roll-up does every minute."""

from wanjia.city.rollup import keep_up
from wanjia.core.scheduling.scheduler import counted_for_pages

counted_for_pages(keep_up)
