"""Where a house is in its life, on any page that is about it."""

from django import template

from village.network.life import is_plainly_open, life
from village.network.models import House
from village.ui.clock import now

register = template.Library()


@register.simple_tag
def life_of(house: House) -> str:
    """The sentence of its life, today and there."""
    return life(house, on=house.date_at(now()))


@register.inclusion_tag("network/_house_life.html")
def say_unless_open(house: House) -> dict[str, str]:
    """That sentence set apart, when the house is not simply open."""
    today = house.date_at(now())
    return {"sentence": "" if is_plainly_open(house, on=today) else life(house, on=today)}
