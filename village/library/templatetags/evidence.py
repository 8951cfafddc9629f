"""Texts of the evidence, in the language of the screen where somebody wrote them."""

from django import template
from django.utils.html import format_html

from village.core.scales import Instrument
from village.library.prose.sentences import screen_language

register = template.Library()


@register.simple_tag
def said(instrument: Instrument, text: str) -> str:
    """A text of scale.toml as people say it on this screen; otherwise in English, and marked so for who listens."""
    language = screen_language()
    names = instrument.names.get(language)
    if names and text in names.said:
        return names.said[text]
    return text if language == "en" else format_html('<span lang="en">{}</span>', text)
