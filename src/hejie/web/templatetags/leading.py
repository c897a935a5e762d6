"""`{% load leading %}`: the word of caution beside a text that leads off the platform."""

from django import template
from django.template.context import Context

from hejie.web import leading

register = template.Library()


@register.inclusion_tag("components/leads.html", takes_context=True)
def leads_beside(context: Context, *texts: object) -> dict:
    """`{% leads_beside offer.note %}`: the remark beside words that somebody else wrote; nothing where they lead nowhere."""
    told = {}
    for text in texts:
        for one in leading.found(context.get("request"), str(text or "")):
            told.setdefault(one["rule"], one)
    return {"leads": list(told.values())}


@register.simple_tag(takes_context=True)
def leads_of(context: Context, text: object) -> list[dict]:
    """`{% leads_of message.text as leads %}`: findings as `usecases.leading_off.told` has them."""
    return leading.found(context.get("request"), str(text or ""))
