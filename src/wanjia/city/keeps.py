"""How long what a town and a city see lives."""

from wanjia.city.models import Rollup
from wanjia.kernel.keeping import stays

stays("figures", Rollup)
