"""Books that were read once are kept by the digest of their text, and answer as the text does."""

import pytest

from hejie.rulebooks import law


@pytest.fixture
def kept(tmp_path):
    law.keep_in(tmp_path / "law")
    law.forget()
    yield tmp_path / "law"
    law.stop_keeping()
    law.forget()


def shape(place: str):
    return [(rule.id, rule.kind, rule.valid, rule.text["zh"], rule.unless) for rule in law.bundle(place).rules]


def test_kept_books_are_those_of_the_text(kept):
    fresh, digest = shape("UK"), law.bundle("UK").digest
    assert list(kept.glob("*.json"))
    law.forget()
    assert (shape("UK"), law.bundle("UK").digest) == (fresh, digest)


def test_what_was_kept_badly_is_read_anew(kept):
    fresh = shape("UK")
    for path in kept.glob("*.json"):
        path.write_text("{half")
    law.forget()
    assert shape("UK") == fresh


def test_where_nothing_can_be_kept_the_text_is_read(tmp_path):
    (tmp_path / "file").write_text("")
    law.keep_in(tmp_path / "file" / "below")
    law.forget()
    try:
        assert law.bundle("UK").rules
    finally:
        law.stop_keeping()
        law.forget()
