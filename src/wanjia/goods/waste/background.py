"""What infected waste does every minute: what another community's team collects goes to it."""

from wanjia.core.scheduling.scheduler import every_minute
from wanjia.goods.waste.team import share_places

every_minute(share_places)
