"""The style guide: every component of the pages with sample data, in the reader's language.

Shown only where settings.HEJIE_STYLEGUIDE is set. Its clock stands still, so that pictures of it can be compared.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from hejie.web import languages, styleguide_samples


def styleguide(request: HttpRequest) -> HttpResponse:
    """All components on one page."""
    with timezone.override("Asia/Shanghai"):
        return render(request, "styleguide.html", styleguide_samples.page(languages.active()))
