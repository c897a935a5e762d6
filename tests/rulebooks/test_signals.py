"""The rulebook of signals: complete in three languages, honest about errors, and read strictly."""

import string
from pathlib import Path

import pytest

from hejie.domain.evidence.signals import SIGNALS
from hejie.rulebooks import signals
from hejie.rulebooks.strict import BadRulebook
from hejie.usecases import signal_words

TEXT = Path(signals.__file__).with_name("signals").joinpath("standard.yaml").read_text(encoding="utf-8")
FACTS = {
    "seen_picture": {"bits": 4, "of": 256, "cases": 2}, "seen_file": {"cases": 1}, "taken_before": {"days": 9},
    "edited": {"program": "meitu"}, "generated": {}, "screen_in_screen": {"share": 48},
    "copied_text": {"percent": 91, "signs": 300}, "waybill_reused": {"orders": 1},
}  # fmt: skip


@pytest.mark.parametrize("language", signals.LANGUAGES)
@pytest.mark.parametrize("name", SIGNALS)
def test_every_signal_says_all_there_is_to_say_in_every_language(name, language):
    words = signal_words.words({"signal": name, "facts": FACTS[name]}, language)
    for part in (words.title, words.seen, words.may_mean, words.errors, words.proof, words.decides_nothing):
        assert part.strip() and "{" not in part
    for fact in FACTS[name].values():
        assert (str(fact) in words.seen) or fact == "meitu"


def test_facts_in_the_sentences_are_the_same_in_every_language():
    for name, parts in signals.load().words.items():
        named = {
            language: sorted(field for _, field, _, _ in string.Formatter().parse(parts["seen"][language]) if field)
            for language in signals.LANGUAGES
        }
        assert named["en"] == named["zh"] == named["ru"] == sorted(FACTS[name]), name


def test_a_signal_of_another_version_is_told_without_the_facts_that_it_has_not():
    words = signal_words.words({"signal": "seen_picture", "facts": {"other": 1}}, "en")
    assert words.title and words.seen == "" and words.decides_nothing
    assert signal_words.words({"signal": "of tomorrow", "facts": {}}, "zh").title == "of tomorrow"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("bits: 10,", "bits: 60,", "must be from 0 to 16"),
        ("{days: 2}", "{days: two}", "must be a whole number"),
        ("differs in {bits} of", "differs in {case} of", "is no fact of this signal"),
        ("words: [gimp]", "words: [GIMP]", "lower case"),
        ("share_from: 12", "share_from: 95", "share_from is above share_to"),
        ("  generated:\n", "  invented:\n", "unknown key"),
        ("kept: {days: 1095}", "kept: {days: 1095, more: 1}", "unknown key"),
    ],
)
def test_a_mistake_stops_the_text_and_is_named(old, new, says):
    assert old in TEXT
    with pytest.raises(BadRulebook, match=says):
        signals.parse(TEXT.replace(old, new, 1))
