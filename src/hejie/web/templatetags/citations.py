"""`{% load citations %}`: citations in the words of a decision become links to the pieces that they name."""

from django import template
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from hejie.domain.cases import citations

register = template.Library()


@register.filter
def cited(text: object, case_id: str) -> SafeString:
    """`{{ findings|linebreaks|cited:case.id }}`: `[E3]` leads to the piece, `[Q1]` to the question, on the case page.

    text   plain, or HTML that is safe already, as `linebreaks` makes it
    """
    page = reverse("case", args=[case_id])

    def link(found: object) -> str:
        name = found.group(1).lower()
        place = f"question-{name}" if name.startswith("q") else f"joint-{name}"
        return format_html('<a href="{}#{}">{}</a>', page, place, found.group(0))

    return mark_safe(citations.MARK.sub(link, str(conditional_escape(text))))
