"""The opening statement of a mediation: the program's own, an operator's own, and what is wrong with a file."""

import pytest
import yaml

from hejie.rulebooks import opening_statement
from hejie.rulebooks.strict import BadRulebook

OWN = opening_statement.standard()


def written(texts=None, **more) -> str:
    """A file with these words."""
    return yaml.safe_dump(
        {"id": "templates/ours", "version": "1", "texts": texts or OWN.texts, **more}, allow_unicode=True
    )


def led(word: str) -> dict:
    """The program's words, led by another."""
    return {language: {**said, "lead": f"{word} {said['lead']}"} for language, said in OWN.texts.items()}


def test_the_same_words_have_the_same_digest_and_others_another():
    assert opening_statement.parse(written()).digest == OWN.digest
    assert opening_statement.parse(written(led("Ours."))).digest != OWN.digest


def test_an_operators_file_takes_the_place_of_ours_and_that_of_a_marketplace_of_both(tmp_path):
    assert opening_statement.chosen(tmp_path, "harbour") is OWN
    (tmp_path / "opening_statement.yaml").write_text(written(led("Ours.")), "utf-8")
    assert opening_statement.chosen(tmp_path, "harbour").texts["en"]["lead"].startswith("Ours.")
    (tmp_path / "opening_statement.harbour.yaml").write_text(written(led("Here.")), "utf-8")
    assert opening_statement.chosen(tmp_path, "harbour").texts["en"]["lead"].startswith("Here.")
    assert opening_statement.chosen(tmp_path, "other").texts["en"]["lead"].startswith("Ours.")


@pytest.mark.parametrize(
    ("texts", "says"),
    [
        ({"en": OWN.texts["en"], "zh": OWN.texts["zh"]}, "ru"),
        ({**OWN.texts, "ru": {**OWN.texts["ru"], "points": OWN.texts["ru"]["points"][:4]}}, "as many points"),
        ({**OWN.texts, "zh": {**OWN.texts["zh"], "lead": " "}}, "is empty"),
        ({language: {**said, "points": []} for language, said in OWN.texts.items()}, "is empty"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(texts, says):
    with pytest.raises(BadRulebook, match=says):
        opening_statement.parse(written(texts))


def test_of_each_own_file_is_said_what_is_wrong_with_it(tmp_path):
    assert opening_statement.own_files(tmp_path) == {}
    (tmp_path / "opening_statement.yaml").write_text(written(), "utf-8")
    (tmp_path / "opening_statement.harbour.yaml").write_bytes(b"id: \xff")
    found = opening_statement.own_files(tmp_path)
    assert found["opening_statement.yaml"] == "" and "cannot be read" in found["opening_statement.harbour.yaml"]
