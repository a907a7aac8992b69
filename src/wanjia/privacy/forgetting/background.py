"""What forgetting does every minute."""

from wanjia.core.scheduling.scheduler import every_minute
from wanjia.privacy.forgetting.jobs import by_schedule

every_minute(by_schedule)
