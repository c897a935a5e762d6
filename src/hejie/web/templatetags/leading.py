"""`{% load leading %}`: the word of caution beside a text that leads off the platform."""

from django import template
from django.template.context import Context

from hejie.web import leading

register = template.Library()


@register.simple_tag(takes_context=True)
def leads_of(context: Context, text: object) -> list[dict]:
    """`{% leads_of message.text as leads %}`: findings as `usecases.leading_off.told` has them."""
    return leading.found(context.get("request"), str(text or ""))
