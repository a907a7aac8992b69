"""What rounds do every minute."""

from wanjia.core.scheduling.scheduler import every_minute
from wanjia.reports.rounds.actions import extend_rounds

every_minute(extend_rounds)
