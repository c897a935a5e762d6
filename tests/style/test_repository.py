"""What may not stand in the repository: mocks of what can be run, addresses of package indexes, paths of a machine."""

import re

from tests.style.sources import ROOT, name, python_files, tracked

# Spelled in pieces, so that this file does not find itself.
_INDEXES = re.compile(
    "|".join(("py" + r"pi\.org", "pythonhosted" + r"\.org", "npm" + r"js\.org", "deb" + r"\.debian\.org"))
)
_MACHINE_PATHS = re.compile(
    r"(?<![\w./-])/(?:" + "|".join(("ho" + "me", "ro" + "ot", "wo" + "rk", "Us" + "ers")) + r")/[\w.-]+"
)
_INDEX_OPTIONS = re.compile(r"^\s*(--(extra-)?index-url|--find-links|--trusted-host|-i |-f )", re.MULTILINE)
_MOCKS = re.compile(r"\b(unittest\.mock|from mock|import mock|mocker|monkeypatch\.setattr)\b")
_UNFINISHED = re.compile(r"\b(TO" + "DO|FIX" + "ME|XX" + "X|raise NotImplemented" + r"Error)\b")


def _text(path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        return ""


def test_tests_of_the_domain_and_of_use_cases_run_the_real_thing():
    folders = (ROOT / "tests" / "domain", ROOT / "tests" / "usecases")
    mocking = [
        name(path)
        for path in python_files()
        if any(path.is_relative_to(folder) for folder in folders) and _MOCKS.search(_text(path))
    ]
    assert not mocking


def test_no_package_index_and_no_path_of_a_machine_is_named():
    named = [
        f"{name(path)}: {found.group()}"
        for path in tracked()
        if path.suffix not in (".svg", ".png")
        for pattern in (_INDEXES, _MACHINE_PATHS)
        if (found := pattern.search(_text(path)))
    ]
    assert not named


def test_lock_files_pin_every_package_by_hash_and_name_no_index():
    for lock in (ROOT / "requirements").glob("*.txt"):
        text = lock.read_text("utf-8")
        assert not _INDEX_OPTIONS.search(text), lock.name
        pins = re.findall(r"^[A-Za-z0-9][^\s=]*==[^\s]+ \\\n    --hash=sha256:", text, re.MULTILINE)
        named = re.findall(r"^[A-Za-z0-9][\w.\[\]-]*\s*[=<>~]", text, re.MULTILINE)
        assert len(pins) == len(named) > 0, lock.name


def test_nothing_is_left_unfinished():
    left = [
        f"{name(path)}: {found.group()}"
        for path in python_files()
        if (found := _UNFINISHED.search(_text(path))) and path != ROOT / "tests/style/test_repository.py"
    ]
    assert not left
