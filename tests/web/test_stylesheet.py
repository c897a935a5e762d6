"""The joined stylesheet is what its sources make, and holds nothing that the content policy forbids."""

import re
from pathlib import Path

import pytest

from hejie.web import build

_WEB = Path(build.HERE)


def test_the_committed_stylesheet_is_fresh():
    assert build.is_fresh(), "run python -m hejie.web.build"


def test_a_line_that_cannot_be_joined_is_refused(tmp_path, monkeypatch):
    (tmp_path / "hejie.css").write_text('@import url("https://example.com/x.css");\n')
    monkeypatch.setattr(build, "SOURCES", tmp_path)
    with pytest.raises(ValueError, match="cannot be joined"):
        build.joined()


def test_a_source_nobody_imports_is_refused(tmp_path, monkeypatch):
    (tmp_path / "hejie.css").write_text("@layer base;\n")
    (tmp_path / "lost.css").write_text("p { margin: 0; }\n")
    monkeypatch.setattr(build, "SOURCES", tmp_path)
    with pytest.raises(ValueError, match="does not import lost.css"):
        build.joined()


def test_the_stylesheet_loads_nothing():
    css = build.joined()
    assert "@import" not in css
    assert "url(" not in css


@pytest.mark.parametrize("path", sorted(_WEB.rglob("templates/**/*.html")), ids=lambda path: path.name)
def test_no_template_holds_inline_script_or_style(path):
    text = re.sub(r"{% comment %}.*?{% endcomment %}", "", path.read_text("utf-8"), flags=re.S)
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:", text)
    data = r' type="application/ld\+json">'  # no script: what a page says of itself to machines
    assert not re.search(rf"<script(?![^>]*\ssrc=)(?!{data})", text)


@pytest.mark.parametrize("path", sorted(_WEB.rglob("templates/components/*.html")), ids=lambda path: path.name)
def test_every_component_says_how_it_is_used(path):
    assert path.read_text("utf-8").startswith("{% comment %}\n")
