"""Looking at a listing without any shop or database: by the books and the law of a place alone."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from hejie.domain.listings import check
from hejie.domain.listings.check import Around, Finding, Listing
from hejie.rulebooks import listings as books
from hejie.usecases import law_floor, listing_words, listings

WEIGHTY = (check.FORBIDDEN, check.VOID, check.CONTRADICTS, check.MISSING)


def look(written: Mapping[str, Any], jurisdiction: str = "") -> tuple[Listing, tuple[Finding, ...]]:
    """(the listing, what is noticed about it) by the law of a place. Refuses what listings.read refuses."""
    listing, _data = listings.read(written)
    floor = law_floor.floor(jurisdiction, datetime.now(UTC).date(), listing.category)
    around = Around(books.place_of(jurisdiction), floor)
    return listing, check.check(listing, books.taxonomy(), books.words(), books.causes().causes, around)


def said(finding: Finding, language: str) -> dict[str, str]:
    """A finding in words, with its kind in words as `kind_word`."""
    words = listing_words.said(finding, language)
    return {"kind_word": words["kind"], "says": words["says"], "mend": words["mend"], "source": words["source"]}
