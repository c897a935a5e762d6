"""`hejie entitle` and `hejie rules`: the contract of the command line, and how each ends."""

import json

import pytest
from click.testing import CliRunner, Result

from hejie.cli.main import hejie
from hejie.domain.entitlements.rules import REMEDIES

RETURN = {
    "jurisdiction": "CN", "as_of": "2026-03-05", "buyer": "consumer", "seller": "business", "channel": "online",
    "goods": ["physical"], "category": "apparel.shoes", "problem": ["none"], "price": {"minor": 19900, "currency": "CNY"},
    "dates": {"ordered": "2026-02-27", "delivered": "2026-03-03"}, "condition": {"intact": True},
}  # fmt: skip
ROW = {
    "remedy", "certainty", "amount", "multiple", "until", "perform_within_days", "return_freight", "burden_of_proof", "against",
    "needs", "contested", "judgement", "because",
}  # fmt: skip


def run(*arguments: str, given: str = "") -> Result:
    return CliRunner().invoke(hejie, [*arguments], input=given)


def test_the_answer_has_the_form_of_the_contract():
    result = run("entitle", "-", given=json.dumps(RETURN))
    answer = json.loads(result.stdout)
    assert result.exit_code == 0
    assert set(answer) == {"as_of", "rulebook", "remedies", "questions", "evidence"}
    assert set(answer["rulebook"]) == {"id", "version", "digest"}
    for row in answer["remedies"]:
        assert set(row) == ROW
        assert row["remedy"] in (*REMEDIES, "no_remedy")
        assert row["certainty"] in ("due", "possible", "excluded")
        assert all(set(reason) == {"rule", "cite", "text", "source"} for reason in row["because"])
    assert all(set(one) == {"fact", "text", "decides"} for one in answer["questions"])
    assert all(set(one) == {"from", "what", "why"} for one in answer["evidence"])
    due = next(row for row in answer["remedies"] if row["remedy"] == "withdrawal")
    assert (due["certainty"], due["amount"], due["until"]) == ("due", {"minor": 19900, "currency": "CNY"}, "2026-03-10")


@pytest.mark.parametrize(
    ("language", "word"), [("en", "Consumer Protection Law"), ("zh", "消费者权益保护法"), ("ru", "Закон")]
)
def test_it_speaks_three_languages(language, word):
    assert word in run("entitle", "--lang", language, given=json.dumps(RETURN)).stdout


def test_one_answer_a_line_and_a_bad_line_keeps_its_place():
    lines = [json.dumps(RETURN), "{", json.dumps({"byer": "consumer"}), json.dumps({"jurisdiction": "UK"})]
    result = run("entitle", "--jsonl", given="\n".join(lines) + "\n")
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [next(iter(one)) for one in answers] == ["as_of", "refused", "refused", "as_of"]
    assert (answers[1]["refused"]["line"], answers[2]["refused"]["code"]) == (2, "fact_unknown")
    assert result.exit_code == 1


def test_bad_input_is_told_in_a_sentence_and_prints_nothing():
    result = run("entitle", "--lang", "zh", given='{"buyer": "person"}')
    assert (result.exit_code, result.stdout) == (1, "")
    assert "buyer" in result.stderr
    assert "Traceback" not in result.stderr
    assert run("entitle", given=b"\xc7\xff").exit_code == 1


def test_without_a_jurisdiction_promises_and_the_policy_alone_answer():
    bare = {**RETURN, "jurisdiction": None, "seller_conduct": {"promises": ["no_reason_return_days:7"]}}
    answer = json.loads(run("entitle", given=json.dumps(bare)).stdout)
    due = [row for row in answer["remedies"] if row["certainty"] == "due"]
    assert [reason["rule"] for row in due for reason in row["because"]] == ["common.promise.no_reason_return"]
    taobao = json.loads(run("entitle", "--policy", "taobao", given=json.dumps(bare)).stdout)
    assert taobao["rulebook"]["id"] == "policy/taobao"


def test_the_proof_goes_down_to_facts_and_figures():
    answer = json.loads(run("entitle", "--proof", given=json.dumps(RETURN)).stdout)
    rule = answer["proof"]["rules"]["cn.cpl.25_1.no_reason_return"]
    assert rule["is"] == "true"
    assert (rule["in_time"]["days"], rule["in_time"]["last"]) == (7, "2026-03-10")
    assert "apparel" not in json.dumps(rule["if"])  # only what the rule looks at


def test_explain_shows_a_rule_with_source_history_and_tests():
    result = run("entitle", "--explain", "cn.cpl.25_1.no_reason_return")
    assert result.exit_code == 0
    for part in ("source: https://", "in force: 2014-03-15", "reviewed:", "tests:", "within seven days"):
        assert part in result.stdout


def test_a_member_state_without_its_own_law_is_told_at_least():
    raw = {**RETURN, "jurisdiction": "AT", "price": {"minor": 100, "currency": "EUR"}}
    answer = json.loads(run("entitle", given=json.dumps(raw)).stdout)
    due = next(row for row in answer["remedies"] if row["remedy"] == "withdrawal")
    assert "At least this holds" in due["because"][0]["text"]


def test_rules_check_ends_with_0_and_says_what_it_tried():
    assert run("rules", "check", "--only", "nowhere", "--quick").exit_code == 2
    result = run("rules", "check", "--only", "common/", "--json")
    report = json.loads(result.stdout)
    assert result.exit_code == 0
    assert report["good"]
    assert report["changed"] > 20


def test_rules_are_listed_as_a_table_found_by_place_and_remedy():
    result = run("rules", "list", "--place", "cn", "--remedy", "withdrawal")
    lines = result.stdout.splitlines()
    assert result.exit_code == 0 and lines[0].split()[:2] == ["rule", "kind"]
    assert any(line.startswith("cn.cpl.25_1.no_reason_return ") for line in lines)
    assert lines[-1] == f"{len(lines) - 2} rules"
    (one,) = (json.loads(line) for line in run("rules", "list", "--words", "cn.cpl.25_1.no_reason_return", "--json").stdout.splitlines()
              if '"rule":"cn.cpl.25_1.no_reason_return"' in line.replace(" ", ""))  # fmt: skip
    assert one["tests"] > 1 and "withdrawal" in one["remedies"]


def test_one_rule_is_shown_in_plain_words_with_how_well_its_tests_hold_it():
    result = run("rules", "show", "cn.cpl.25_1.no_reason_return", "--lang", "zh")
    assert (
        result.exit_code == 0
        and "自收货起 7 天" in result.stdout
        and "changes to the rule they notice" in result.stdout
    )
