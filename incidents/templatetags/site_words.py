"""What the templates of the public site write."""

from django import template

register = template.Library()


@register.filter
def coordinate(number: float) -> str:
    """The number as SVG reads it, whatever the language of the page."""
    return f"{number:g}" if abs(number) < 1e5 else f"{number:.1f}"
