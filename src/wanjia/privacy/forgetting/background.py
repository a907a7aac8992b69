"""What forgetting does every minute."""

from wanjia.core.scheduling.scheduler import regularly
from wanjia.privacy.forgetting.jobs import by_schedule

regularly(by_schedule)
