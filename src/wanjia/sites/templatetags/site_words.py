"""How the pages of sites write a moment: `{{ at|hour_words }}`."""

from django import template

from wanjia.sites.labels import hour_words

register = template.Library()
register.filter("hour_words", hour_words)
