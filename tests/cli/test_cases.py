"""`hejie cases` and `hejie dossier`: what they print, what they write, and how they end."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from hejie.cli.cases import cases, dossier
from hejie.domain.cases.commands import AssignNeutral, Escalate, MakeStatement, WriteMessage
from hejie.domain.complaints import commands as c
from hejie.domain.kernel.refusal import Refusal
from hejie.record.verify import verify_dossier
from hejie.usecases import cases as use
from hejie.usecases import complaint_intake, complaints, mediation, questions
from tests.support.dispute import Disputes
from tests.usecases.test_deals import agreed, order


@pytest.fixture
def disputes(people, ctx, orders, clock):
    """Opens cases."""
    return Disputes(people, ctx, orders, clock)


@pytest.fixture
def mediated(disputes, people, ctx):
    """A case before a neutral, with a word in the buyer's private room."""
    dispute, neutral, operator = disputes(), people("neutral"), people("operator")
    people("auditor")
    use.make_statement(ctx(dispute.seller), MakeStatement(dispute.case, "We measured it."), key="s")
    mediation.escalate(ctx(dispute.buyer), Escalate(dispute.case), key="e")
    mediation.assign_neutral(ctx(operator), AssignNeutral(dispute.case, neutral.id), key="a")
    use.write_message(ctx(neutral), WriteMessage(dispute.case, "Between us", "buyer"), key="r")
    return dispute


def run(command, *arguments):
    result = CliRunner().invoke(command, [str(one) for one in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_cases_are_listed_newest_first_one_object_a_line(disputes, clock):
    older = disputes()
    clock.move(hours=1)
    newer = disputes()
    lines = [json.loads(line) for line in run(cases, "--json").output.splitlines()]
    assert [line["id"] for line in lines] == [newer.case, older.case]
    assert set(lines[0]) == {"id", "stage", "outcome", "order", "opened_at"}
    assert lines[0]["stage"] == "negotiation" and lines[0]["opened_at"] == "2026-11-02T09:00:00.000Z"
    assert run(cases, "--stage", "closed", "--json").output == run(cases, "--stage", "service").output == ""
    assert newer.case in run(cases).output


def test_a_file_for_each_reader_of_the_case(mediated, tmp_path):
    for role in ("buyer", "seller", "neutral", "operator", "auditor"):
        out = tmp_path / f"{role}.zip"
        assert run(dossier, mediated.case, "--for", role, "--out", out).output == f"{out}\n"
        assert all(check.holds for check in verify_dossier(out))


def test_a_folder_gets_a_file_for_each_stream(mediated, tmp_path):
    names = {"buyer": 2, "seller": 1, "neutral": 2, "auditor": 1}
    for role, count in names.items():
        folder = tmp_path / role
        lines = run(dossier, mediated.case, "--for", role, "--out", f"{folder}/", "--json").output.splitlines()
        assert {json.loads(line)["file"] for line in lines} == {str(file) for file in folder.iterdir()}
        assert len(lines) == count
        assert all(check.holds for file in folder.iterdir() for check in verify_dossier(file))


def test_wrong_use_and_unknown_cases(mediated, tmp_path):
    assert run(dossier, mediated.case, "--out", tmp_path).exit_code == 2
    assert run(dossier, mediated.case, "--for", "stranger", "--out", tmp_path).exit_code == 2
    assert run(dossier, mediated.case, "--for", "buyer", "--out", tmp_path / "none" / "x.zip").exit_code == 2
    with pytest.raises(Refusal, match="not_found"):
        run(dossier, "nothing-here", "--for", "buyer", "--out", tmp_path / "x.zip")
    assert list(tmp_path.iterdir()) == []


def test_a_case_without_a_neutral_has_no_file_for_one(disputes, tmp_path):
    with pytest.raises(Refusal, match="nobody_in_role"):
        run(dossier, disputes().case, "--for", "neutral", "--out", tmp_path)


def test_every_command_shows_an_example():
    from hejie.cli.record import rebuild, seal

    for command in (cases, dossier, seal, rebuild):
        assert "Example" in run(command, "--help").output


@pytest.mark.once
def test_orders_deals_questions_and_complaints_are_written_by_their_names(ctx, marketplace, people, tmp_path):
    buyer, seller, operator = people("buyer"), people("seller"), people("operator")
    deal = agreed(ctx, buyer, seller)
    root = order(ctx, marketplace, buyer, seller, deal)
    asked = questions.ask(ctx(buyer), seller=seller.shop, text="Has it a plug?", key="q").created["question"]
    told = {"against": "service", "role": "platform", "whom": "", "text": "Nobody answers."}
    heard = complaint_intake.complain(ctx(buyer), **told, key="c").created["complaint"]
    complaints.act(ctx(operator), c.NoteOnComplaint(heard, "Again."), key="n")
    for name in (f"order:{root}", f"deal:{deal[0]}", f"question:{asked}", f"complaint:{heard}"):
        out = tmp_path / f"{name.replace(':', '-')}.zip"
        assert run(dossier, name, "--for", "buyer", "--out", out).output == f"{out}\n"
        assert all(check.holds for check in verify_dossier(out))
        with pytest.raises(Refusal, match="nobody_in_role"):
            run(dossier, name, "--for", "neutral", "--out", out)
        with pytest.raises(Refusal, match="nobody_in_role"):
            run(dossier, name, "--for", "auditor", "--out", out)
    lines = run(dossier, f"complaint:{heard}", "--for", "operator", "--out", f"{tmp_path}/c/", "--json").output
    files = [Path(json.loads(line)["file"]) for line in lines.splitlines()]
    assert {one.name for one in files} == {f"complaint-{heard}.zip", f"desk-{heard}.zip"}
    assert all(check.holds for one in files for check in verify_dossier(one))
    assert (
        run(dossier, f"order:{root}", "--for", "seller", "--out", tmp_path / "s.zip", "--language", "ru").exit_code == 0
    )
    assert run(dossier, f"order:{root}", "--for", "buyer", "--out", out, "--certificate", "cn").exit_code == 2
    for wrong in ("order:nothing", "deal:nothing", "question:nothing", "complaint:nothing", "stream:x"):
        with pytest.raises(Refusal, match="not_found"):
            run(dossier, wrong, "--for", "buyer", "--out", tmp_path / "x.zip")


def test_a_shop_of_an_order_of_several_gets_no_record_by_command_either(people, orders, tmp_path):
    root = orders(people("buyer"), people("seller"), people("seller"))
    with pytest.raises(Refusal, match="order_file_mixed"):
        run(dossier, f"order:{root}", "--for", "seller", "--out", tmp_path / "x.zip")
    assert not list(tmp_path.iterdir())
