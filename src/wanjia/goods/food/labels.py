"""Days of food in words."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from wanjia.goods.food.food_days import FoodDays


def days_words(days: FoodDays) -> str:
    """For how many days the food lasts, as a range: 约 2 天（0 至 6 天）."""
    low, likely, high = (number_format(round(one)) for one in (days.low, days.likely, days.high))
    return _("约 %(likely)s 天（%(low)s 至 %(high)s 天）") % {
        "likely": likely,
        "low": low,
        "high": high,
    }
