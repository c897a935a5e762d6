"""Sentences are found wherever they are said, catalogues keep what was translated, and flaws are named."""

from pathlib import Path

import pytest
from django.utils import translation
from django.utils.translation import gettext

from hejie.web.catalogue import checking, compiling, files, gaps, places, sources
from hejie.web.catalogue.sources import Sentence
from hejie.web.catalogue.template_sentences import template_sentences

_TEMPLATE = """{% comment %}{% translate "not said" %}{% endcomment %}{% load i18n %}
{% translate "Sign out" %} {% include "x.html" with label=_("Main 100%") %}
{% blocktranslate trimmed count counter=items|length with name=who %}
  {{ name }} sent one thing
{% plural %}
  {{ name }} sent {{ counter }} things, 5 %
{% endblocktranslate %}
{% translate "Open" context "state" %}{{ value|default:_("nothing") }}
"""


def test_a_template_is_read_as_django_looks_its_sentences_up():
    assert list(template_sentences(_TEMPLATE)) == [
        (2, "Sign out", "", ""),
        (2, "Main 100%%", "", ""),
        (3, "%(name)s sent one thing", "%(name)s sent %(counter)s things, 5 %%", ""),
        (8, "Open", "", "state"),
        (8, "nothing", "", ""),
    ]


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("web/templates/base.html", "ui"),
        ("web/templates/components/notice.html", "ui"),
        ("web/templates/case/page.html", "case"),
        ("web/case/views.py", "case"),
        ("web/case_views.py", "case"),
        ("web/formatting.py", "ui"),
        ("api/pages.py", "api"),
    ],
)
def test_a_source_belongs_to_one_part(path, part):
    assert sources.part_of(Path(path)) == part


@pytest.fixture
def own_catalogues(tmp_path, monkeypatch):
    """Catalogues in a folder of their own, and sentences of one's choosing instead of the source's."""
    said: list[Sentence] = []
    monkeypatch.setattr(places, "LOCALE", tmp_path)
    for module in (files, checking):
        monkeypatch.setattr(module, "sentences", lambda: iter(said))
    return said


def test_translations_stay_and_follow_their_sentence(own_catalogues):
    own_catalogues[:] = [
        Sentence("Sign out", "", "", "web/a.html", 1, "case"),
        Sentence("%(n)s day", "%(n)s days", "", "web/a.html", 2, "case"),
    ]
    assert files.extract() == ["zh/case", "ru/case"]
    filled = {
        "Sign out": {"zh": "退出登录", "ru": "Выйти"},
        "%(n)s day": {"zh": ["%(n)s天"], "ru": ["%(n)s день", "%(n)s дня", "%(n)s дней"]},
    }
    assert set(gaps.gaps()) == set(filled)
    gaps.fill(filled)
    assert checking.problems() == []
    own_catalogues[0] = Sentence("Sign out", "", "", "web/b.html", 1, "inbox")
    files.extract()
    assert checking.problems() == []
    assert {path.stem for path in places.parts("zh")} == {"case", "inbox"}
    assert files.extract() == []


def test_a_sentence_no_longer_said_leaves(own_catalogues):
    own_catalogues[:] = [Sentence("Sign out", "", "", "web/a.html", 1, "case")]
    files.extract()
    own_catalogues.clear()
    files.extract()
    assert places.parts("ru") == []


@pytest.mark.parametrize(
    ("translation_of", "flaw"),
    [("", "not translated"), ("<b>{name}</b>", "marks"), ("{other}", "placeholders differ"), ("нет", "placeholders")],
)
def test_flaws_are_named(own_catalogues, translation_of, flaw):
    own_catalogues[:] = [Sentence("{name}", "", "", "web/a.html", 1, "case")]
    files.extract()
    if translation_of:
        gaps.fill({"{name}": {"ru": translation_of, "zh": "{name}"}})
    assert any(flaw in problem for problem in checking.problems() if problem.startswith("ru/"))


def test_what_no_catalogue_holds_cannot_be_filled(own_catalogues):
    with pytest.raises(ValueError, match="no catalogue holds"):
        gaps.fill({"Never said": {"zh": "从未"}})


def test_doubtful_entries_are_not_compiled(own_catalogues):
    own_catalogues[:] = [Sentence("Sign out", "", "", "web/a.html", 1, "case")]
    files.extract()
    path = places.folder("ru") / "case.po"
    path.write_text(
        path.read_text("utf-8").replace('msgid "Sign', '#, fuzzy\nmsgid "Sign').replace('msgstr ""\n', 'msgstr "?"\n')
    )
    assert any("fuzzy" in problem for problem in checking.problems())
    assert b"?" not in compiling.compile_all()[1].read_bytes().split(b"Plural")[0]


def test_pages_speak_the_active_language():
    with translation.override("zh"):
        assert gettext("Sign out") == "退出登录"
        # Said by Django alone, under its own code for Chinese.
        assert gettext("Enter a valid date.") == "输入一个有效的日期。"
    with translation.override("ru"):
        assert gettext("Sign out") == "Выйти"


def test_russian_has_three_plural_forms():
    with translation.override("ru"):
        said = [
            translation.ngettext("One answer must be mended", "%(counter)s answers must be mended", n) % {"counter": n}
            for n in (1, 2, 5, 21)
        ]
    assert said == [
        "Нужно исправить 1 ответ",
        "Нужно исправить 2 ответа",
        "Нужно исправить 5 ответов",
        "Нужно исправить 21 ответ",
    ]
