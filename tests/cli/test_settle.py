"""`hejie settle`: JSON in, JSON out; a bad scenario is one line on standard error and exit 2."""

import json
import subprocess
import sys

import pytest

_GOOD = {
    "issues": [{"name": "refund", "values": ["0", "50", "100"]}],
    "parties": [
        {"name": "buyer", "utilities": [{"issue": "refund", "weight": 1, "values": {"0": 0, "50": 0.6, "100": 1}}]},
        {"name": "seller", "utilities": [{"issue": "refund", "weight": 1, "values": {"0": 1, "50": 0.6, "100": 0}}]},
    ],
}


def _run(text: str | bytes, *arguments: str) -> subprocess.CompletedProcess:
    raw = text.encode() if isinstance(text, str) else text
    return subprocess.run(
        [sys.executable, "-m", "hejie.cli.main", "settle", *arguments], input=raw, capture_output=True
    )


def _with(**changes) -> dict:
    return _GOOD | changes


def _party(**changes) -> dict:
    return _with(parties=[_GOOD["parties"][0] | changes, _GOOD["parties"][1]])


def _rated(**changes) -> dict:
    return _party(utilities=[_GOOD["parties"][0]["utilities"][0] | changes])


BAD = [
    [], "text", 3, None, {},
    _with(more=1), _with(issues=[]), _with(issues={}), _with(issues=[{"name": "refund"}]), _with(parties=[]),
    _with(issues=[{"name": "refund", "values": []}]), _with(issues=[{"name": "", "values": ["0"]}]),
    _with(issues=[{"name": "refund", "values": ["0", "0"]}]), _with(issues=[{"name": "refund", "values": [0, 50, 100]}]),
    _with(issues=_GOOD["issues"] * 2), _with(issues=[{"name": "refund", "values": ["0"], "unit": "%"}]),
    _with(issues=[{"name": n, "values": [str(v) for v in range(100)]} for n in "abcd"]),
    _with(parties=_GOOD["parties"][:1]), _with(parties=[*_GOOD["parties"], {"name": "third"}]),
    _with(parties=[_GOOD["parties"][0]] * 2), _party(name=""), _party(name=None), _party(more=1),
    _party(reservation="0"), _party(reservation=True), _party(reservation=None), _party(utilities=None),
    _party(utilities=_GOOD["parties"][0]["utilities"] * 2), _party(utilities=[{"issue": "refund", "weight": 1}]),
    _party(error={"weights": 0.1}), _party(error={"weights": -0.1, "values": 0}), _party(error=0.1),
    _rated(issue="postage"), _rated(weight=-1), _rated(weight="1"), _rated(values={"0": 0, "50": 1}),
    _rated(values={"0": 0, "50": 1, "100": 1, "150": 1}), _rated(values={"0": 0, "50": "1", "100": 1}),
    _rated(values=[0, 1, 2]), _rated(weight=1e308, values={"0": 0, "50": 0, "100": 1e308}),
    _with(constraints={}), _with(constraints=[{"not": {"postage": "0"}}]), _with(constraints=[{"not": {"refund": "7"}}]),
    _with(constraints=[{"refund": "0"}]), _with(constraints=[{"not": ["refund"]}]), _with(constraints=None),
    _with(history=[{"by": "judge", "offer": {"refund": "0"}}]), _with(history=[{"by": "buyer", "offer": {}}]),
    _with(history=[{"by": "buyer", "offer": {"refund": "0"}, "answer": "maybe"}]), _with(history=[{}]),
    _with(history=[{"by": "buyer", "offer": {"refund": "0"}, "answer": None}]),
    _with(history=[{"proposals": [{"refund": "0"}], "ranking": {"buyer": [1]}}]),
    _with(history=[{"proposals": [{"refund": "0"}], "ranking": {"judge": [0]}}]),
    _with(history=[{"proposals": [{"refund": "0"}]}]), _with(history=[{"proposals": [{}], "ranking": {}}]),
    _with(want={"proposals": 0}), _with(want={"proposals": 1.5}), _with(want={"proposals": True}),
    _with(want={"more": 1}), _with(want=3),
]  # fmt: skip


def test_one_scenario_in_one_answer_out(tmp_path):
    file = tmp_path / "scenario.json"
    file.write_text(json.dumps(_GOOD, indent=2), encoding="utf-8")
    for done in (_run(json.dumps(_GOOD)), _run("", str(file)), _run(json.dumps(_GOOD), "-")):
        assert done.returncode == 0 and not done.stderr
        found = json.loads(done.stdout)
        assert found["outcomes"] == 3 and found["zone_of_agreement"] is True and found["beliefs"] == {}
        assert found["nash"] == {"package": {"refund": "50"}, "utility": {"buyer": 0.6, "seller": 0.6}}
        assert len(found["proposals"]) == 3 and found["ms"] >= 0


def test_no_zone_of_agreement_is_a_result():
    done = _run(json.dumps(_party(reservation=1.5)))
    found = json.loads(done.stdout)
    assert done.returncode == 0 and not done.stderr
    assert found["zone_of_agreement"] is False
    assert found["frontier"] == found["proposals"] == []
    assert [found[one] for one in ("nash", "kalai_smorodinsky", "egalitarian", "utilitarian")] == [None] * 4


def test_bad_lines_keep_their_place_and_the_others_are_answered():
    lines = [json.dumps(one) for one in BAD]
    lines.insert(0, json.dumps(_GOOD))
    lines += ["{", "", json.dumps(_GOOD)[:-1] + ', "want": {"proposals": NaN}}', json.dumps(_GOOD)]
    done = _run("\n".join(lines) + "\n", "--jsonl")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 2
    assert len(answers) == len(lines)
    assert "frontier" in answers[0] and "frontier" in answers[-1]
    kept = [line for line, answer in zip(lines, answers, strict=True) if list(answer) != ["error"]]
    assert len(kept) == 2, kept
    told = done.stderr.decode().splitlines()
    assert len(told) == len(lines) - 2 and all(one.startswith("hejie: line ") for one in told)


@pytest.mark.parametrize(
    "text",
    [
        "", "{", "[1]", json.dumps(_rated(weight=-1)), json.dumps(_rated(weight=1)).replace('"weight": 1', '"weight": 1e999'),
        json.dumps(_rated(weight=1)).replace('"weight": 1', '"weight": Infinity'),
        json.dumps(_rated(weight=1)).replace('"weight": 1', '"weight": 1, "weight": 2'),
        json.dumps(_rated(weight=1)).replace('"weight": 1', '"weight": ' + "9" * 400),
        json.dumps(_rated(weight=1)).replace('"weight": 1', '"weight": ' + "9" * 5_000),
        json.dumps(_with(**{"a\nb": 1})), b"\xff\xfe", "[" * 100_000,
    ],
)  # fmt: skip
def test_what_is_wrong_is_one_line(text):
    done = _run(text)
    assert done.returncode == 2 and not done.stdout
    told = done.stderr.decode().splitlines()
    assert len(told) == 1 and told[0].startswith("hejie: ")


def test_a_file_that_is_not_there_is_one_line():
    done = _run("", "no-such-file.json")
    assert done.returncode == 2 and not done.stdout and len(done.stderr.splitlines()) == 1


def test_names_in_any_script_come_back_as_they_were():
    text = json.dumps(_GOOD, ensure_ascii=False).replace("refund", "退款 «возврат»")
    done = _run(text)
    assert list(json.loads(done.stdout)["nash"]["package"]) == ["退款 «возврат»"]
    half = json.dumps(_GOOD).replace("refund", "\\ud800")
    assert json.loads(_run(half).stdout)["nash"]["package"] == {"\ud800": "50"}


def test_other_commands_do_not_load_numpy():
    program = (
        "import sys, importlib; from hejie.cli.main import COMMANDS\n"
        "for one in COMMANDS.values(): importlib.import_module(one.module)\n"
        "print('numpy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.rstrip().endswith("False"), done.stderr
