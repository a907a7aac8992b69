"""Words of needs in templates: what a category and an urgency are called."""

from django import template

from wanjia.needs.models import Category, Urgency

register = template.Library()


@register.filter
def category_name(value: str) -> str:
    """Name a category."""
    return str(Category(value).label) if value in Category.values else value


@register.filter
def urgency_name(value: int) -> str:
    """Name an urgency."""
    return str(Urgency(value).label) if value in Urgency.values else ""
