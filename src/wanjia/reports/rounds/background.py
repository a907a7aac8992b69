"""What rounds do every minute."""

from wanjia.core.scheduling.scheduler import regularly
from wanjia.reports.rounds.actions import extend_rounds

regularly(extend_rounds)
