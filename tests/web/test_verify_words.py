"""What is wrong with a dossier is told in the reader's language: each code has its sentence, and each kind of tampering one of them."""

import io
import re

import pytest
from django.utils import translation

from hejie.record.verify import Check, verify_dossier
from hejie.record.verify_words import SAYS
from hejie.usecases.dossier_checks import Verdict
from hejie.web.verify import failing, telling
from hejie.web.wrong_language import other_language_words
from tests.record.tampering import KINDS

FACTS = {"key": "v", "name": "a number from 0", "told": "9", "why": "9", "ref": "9", "literal": "9"}
pytestmark = pytest.mark.once


def test_each_code_has_a_sentence_that_says_the_same_facts():
    assert set(failing.SENTENCES) == set(SAYS)
    for code, said in SAYS.items():
        facts = set(re.findall(r"{(\w+)", said))
        shown = set(re.findall(r"%\((\w+)\)", str(failing.SENTENCES[code])))
        assert facts - {"told", "name"} == shown - {"told", "name", "form"} or code == "form", code


@pytest.mark.parametrize("language", ["en", "zh", "ru"])
def test_every_sentence_is_of_one_language(language):
    with translation.override(language):
        for code, said in SAYS.items():
            facts = {name: FACTS.get(name, 9) for name in re.findall(r"{(\w+)", said)}
            told = re.sub(
                r"<code.*?</code>",
                "",
                failing.sentence(Check("entry 3", False, "", facts, code)).replace(FACTS["name"], "9"),
            )
            assert told and "%(" not in told and not other_language_words(told, language[:2]), told


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_every_fifth_kind_of_tampering_is_told_on_the_page():
    for name, make in list(KINDS.items())[::5]:
        checks = tuple(verify_dossier(io.BytesIO(make())))
        with translation.override("ru"):
            item = telling.checks(Verdict(checks))[-1]
            assert not item["holds"] and re.search("[а-яё]{3}", str(item["note"])), (name, item)
