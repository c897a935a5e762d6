"""The directory of outside bodies: what is in force is whole, and what an author has written wrongly is named with its line."""

from pathlib import Path

import pytest

from hejie.domain.referral.directory import KINDS
from hejie.rulebooks import referral
from hejie.rulebooks.strict import BadRulebook
from hejie.usecases import referral_letter, referral_texts

GOOD = """\
id: referral/sample
version: 2026-1
places:
  XX: {en: X, zh: X, ru: X}
large_from: {CNY: 100}
bodies:
  - id: sample
    kind: court
    names: {en: A, zh: B, ru: C}
    where: {buyer: [XX]}
    up_to: {CNY: 500}
    fee: {en: A, zh: B, ru: C}
    takes: {en: A, zh: B, ru: C}
    how: {en: A, zh: B, ru: C}
    languages: [zh]
    address: https://court.example
    rank: {small: 1, large: 2}
    source: read
    verified: false
    remembered: [fee]
periods:
  - id: sample_period
    buyer_in: [XX]
    law: {en: A, zh: B, ru: C}
    note: {en: A, zh: B, ru: C}
    years: 3
    begins: [delivered]
    begins_without_goods: [ordered]
    zone: Asia/Shanghai
    calendar: calendars/cn
    source: read
    verified: true
"""


@pytest.mark.parametrize(
    "old, new, line, told",
    [
        ("kind: court", "kind: curt", 8, "did you mean court?"),
        ("    up_to:", "    upto:", 11, "did you mean up_to?"),
        ("{CNY: 500}", "{CNY: -5}", 11, "must not be negative"),
        ("{CNY: 500}", "{CNY: 5.5}", 11, "must be whole minor units"),
        ("{CNY: 500}", "{yuan: 5}", 11, "must be a currency of three letters"),
        ("names: {en: A, zh: B, ru: C}", "names: {en: A, zh: B}", 9, "ru is missing"),
        ("names: {en: A, zh: B, ru: C}", 'names: {en: A, zh: "", ru: C}', 9, "must not be empty"),
        ("where: {buyer: [XX]}", "where: {buyer: [YY]}", 10, "there is no place YY"),
        ("where: {buyer: [XX]}", "where: {buyer: [NO]}", 10, "put it into quotes"),
        ("address: https://court.example", "address: http://court.example", 16, "beginning with https://"),
        ("rank: {small: 1, large: 2}", "rank: {small: 1}", 17, "large is missing"),
        ("    remembered: [fee]\n", "", 19, "is false exactly when"),
        ("verified: false", "verified: true", 19, "is false exactly when"),
        ("remembered: [fee]", "remembered: [fees]", 20, "did you mean fee?"),
        ("years: 3", "years: 0", 22, "must make a length"),
        ("begins: [delivered]", "begins: [deliverd]", 27, "did you mean delivered?"),
        ("calendars/cn", "calendars/xx", 30, "there is no calendar calendars/xx"),
        ("Asia/Shanghai", "Asia/Beijing", 29, "there is no time zone"),
        ("id: sample_period", "id: sample", 22, "sample is taken"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(old, new, line, told):
    assert GOOD.count(old) == 1, old
    with pytest.raises(BadRulebook) as wrong:
        referral.parse(GOOD.replace(old, new))
    assert wrong.value.line == line and told in wrong.value.what


def test_a_good_file_is_read():
    directory = referral.parse(GOOD)
    (body,) = directory.bodies
    assert (body.buyer_in, body.up_to, body.verified, body.sides) == (("XX",), {"CNY": 500}, False, ("buyer",))
    assert directory.periods[0].years == 3 and directory.body("other") is None
    assert body.pin.id == "referral/sample" and len(body.pin.digest) == 64


def test_two_files_may_not_use_one_id():
    with pytest.raises(BadRulebook, match="sample is taken"):
        referral.parse(GOOD, GOOD.replace("referral/sample", "referral/other"))


def test_the_directory_in_force_names_all_kinds_and_where_it_was_read():
    directory = referral.load()
    assert {body.kind for body in directory.bodies} == set(KINDS)
    for body in directory.bodies:
        assert body.source and body.languages
    for code in ("CN", "DE", "FR", "UK", "US", "RU"):
        assert [period for period in directory.periods if any(code in place for place in period.buyer_in)], code


def test_every_reason_and_place_has_words_and_every_word_is_used():
    texts = referral_texts.texts()
    program = Path(referral_texts.__file__).parents[1] / "domain" / "referral" / "choice.py"
    source = program.read_text("utf-8")
    assert [code for code in texts["reasons"] if f'"{code}"' not in source] == []
    directory = referral.load()
    named = {place for body in directory.bodies for place in (*body.buyer_in, *body.seller_in, *body.either_in)}
    assert named <= {*directory.places, *texts["places"]}


def test_letters_say_the_same_in_every_language():
    books = {language: referral_letter.texts(language) for language in referral_letter.LANGUAGES}
    keys = {(group, name) for group, rows in books["en"].items() for name in rows}
    for language, book in books.items():
        assert {(group, name) for group, rows in book.items() for name in rows} == keys, language
