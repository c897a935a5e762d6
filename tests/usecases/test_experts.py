"""Asking somebody in by use cases on the real databases: his link, what he sees and what he does not, his answer, its end."""

import io
import re

import pytest

from hejie.domain.cases import commands
from hejie.domain.cases import experts as decided
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.refusal import Refusal
from hejie.record import reader
from hejie.store import outbox
from hejie.store.models import ExpertLink
from hejie.usecases import cases, dossiers, evidence, expert_letters, experts, listing, reading
from hejie.usecases.dossier_pdf.content import CaseWriter
from hejie.usecases.dossier_pdf.labels import Labels
from hejie.usecases.people import expert_links
from tests.support.world import make_marketplace

pytestmark = pytest.mark.django_db
EMAIL = "lab@example.net"


class Upload:
    """A small text, as a form sends one."""

    def __init__(self, text: str = "Lead: 12 mg", name: str = "report.txt") -> None:
        self.text, self.name = text, name

    def chunks(self):
        """Its bytes."""
        yield self.text.encode()


@pytest.fixture
def asked(disputes, ctx):
    """A dispute with two pieces of evidence and a private word, in which the buyer has asked a laboratory in about the first."""
    dispute = disputes()
    for name in ("sole", "letter"):
        evidence.file_upload(
            ctx(dispute.buyer), dispute.case, Upload(f"secret of {name}"), name=name, purpose=f"for {name}", key=name
        )
    cases.write_message(ctx(dispute.seller), commands.WriteMessage(dispute.case, "They are as described."), key="m")
    ask(dispute, ctx)
    return dispute


def ask(dispute, ctx, who=None, key="ask", **changes):
    wanted = {
        "kind": "expert",
        "trade": "laboratory",
        "name": "Nordic Labs",
        "question": "Does it hold lead?",
        "days": 5,
        "pieces": ("e1",),
    }
    command = decided.AskExpert(dispute.case, **wanted | changes)
    return experts.ask(ctx(who or dispute.buyer), command, email=changes.pop("email", EMAIL), key=key)


def him(dispute, ctx, asking: str = "k1", **changes):
    facts = {"through": "link", "only_case": dispute.case} | changes
    return ctx(Actor("expert", asking, "harbour", **facts))


def code(call) -> str:
    with pytest.raises(Refusal) as caught:
        call()
    return caught.value.code


def letters(mailoutbox) -> list:
    return [letter for letter in mailoutbox if letter.to == [EMAIL]]


def test_he_gets_a_letter_with_a_link_that_says_nothing_of_the_case(asked, ctx, clock, work, mailoutbox):
    work()
    (letter,) = letters(mailoutbox)
    assert "lead" not in letter.body and "Lin" not in letter.body and "Saturday 7 November" in letter.body
    token = re.search(r"/asked/([0-9a-f]{64})/", letter.body)[1]
    link = expert_links.still_open(expert_links.digest_of(token), "harbour", clock.now)
    assert (link.case_id, link.asking) == (asked.case, "k1") and token not in repr(ExpertLink.objects.values())
    assert code(lambda: expert_links.still_open(expert_links.digest_of(token), "other", clock.now)) == "link_not_valid"
    told = [
        letter
        for letter in mailoutbox
        if letter.to == [asked.seller.person.email] and "asked a laboratory in" in letter.subject
    ]
    assert told and "lead" not in told[0].body and EMAIL not in told[0].body


def test_a_repeat_asks_nobody_twice_and_a_wrong_address_asks_nobody(asked, ctx):
    assert ask(asked, ctx).repeated and ExpertLink.objects.count() == 1
    command = decided.AskExpert(asked.case, "third", "carrier", "Post", "Where was it?", 3)
    assert code(lambda: experts.ask(ctx(asked.buyer), command, email="nowhere", key="x")) == "expert_address"
    assert len(reader.case(asked.case).askings) == 1


def test_he_sees_the_question_and_what_was_chosen_and_nothing_else(asked, ctx):
    shown = experts.read(him(asked, ctx), asked.case)
    assert shown.text(shown.asking.question) == "Does it hold lead?" and [item.id for item in shown.pieces] == ["e1"]
    assert not shown.said and shown.claim is None
    told = set(shown.texts.values())
    assert told == {"Nordic Labs", "Does it hold lead?", "sole.txt", "for sole"}
    with experts.open_piece(him(asked, ctx), asked.case, "e1").file as file:
        assert file.read() == b"secret of sole"
    assert reader.case(asked.case).askings[0].looked == ("e1",)
    experts.open_piece(him(asked, ctx), asked.case, "e1").file.close()


def test_every_other_way_to_the_case_is_not_there_for_him(asked, ctx):
    his, case = him(asked, ctx), asked.case
    refs = [item.data["file"]["ref"] for item in reader.case(case).of_kind("evidence")]
    assert code(lambda: experts.open_piece(his, case, "e2")) == "not_found"
    assert code(lambda: experts.open_piece(his, case, "e9")) == "not_found"
    assert code(lambda: reading.read_case(his, case)) == "not_found"
    assert code(lambda: reading.read_record(his, case, "joint", 0, 9)) == "not_found"
    assert code(lambda: evidence.open_piece(his, case, "joint", "e1")) == "not_found"
    for ref in refs:
        assert code(lambda ref=ref: evidence.open_content(his, case, ref)) == "not_found"
    assert code(lambda: dossiers.export_case(his, case, f"case:{case}", io.BytesIO())) == "not_found"
    assert code(lambda: reading.read_order(his, asked.root)) == "not_found"
    assert code(lambda: listing.cases(his.actor)) == "not_found"
    assert code(lambda: cases.write_message(his, commands.WriteMessage(case, "Hi"), key="m")) == "not_found"


def test_a_foreign_request_another_case_or_marketplace_opens_nothing(asked, disputes, ctx, people):
    other = disputes()
    make_marketplace("other")
    for changes in ({"asking": "k2"}, {"only_case": other.case}, {"only_case": ""}):
        asking = changes.pop("asking", "k1")
        assert code(lambda a=asking, c=changes: experts.read(him(asked, ctx, a, **c), asked.case)) == "not_found"
    assert code(lambda: experts.read(him(asked, ctx), other.case)) == "not_found"
    stranger = ctx(Actor("expert", "k1", "other", through="link", only_case=asked.case))
    assert code(lambda: experts.read(stranger, asked.case)) == "not_found"
    assert code(lambda: experts.answer(stranger, asked.case, "12 mg", [], key="a")) == "not_found"
    for who in (people("buyer"), people("seller"), people("neutral")):
        assert code(lambda w=who: ask(asked, ctx, w, key="stranger")) == "not_found"


def test_he_answers_after_the_code_and_his_answer_is_evidence_of_both(asked, ctx, clock, work, mailoutbox):
    work()
    mailoutbox.clear()
    assert (
        code(lambda: experts.answer(him(asked, ctx, personal=False), asked.case, "12 mg", [], key="a"))
        == "act_in_person"
    )
    link = expert_links.of_request(asked.case, "k1")
    expert_links.send_code(link, "ru", clock.now)
    (letter,) = letters(mailoutbox)
    assert "Ваш код" in letter.body
    expert_links.check_code(link, re.search(r"\d{6}", letter.body)[0], clock.now)
    _first, again = (
        experts.answer(him(asked, ctx), asked.case, "12 mg of lead.", [Upload()], key="a") for _ in range(2)
    )
    assert again.repeated
    case = reader.case(asked.case)
    assert case.askings[0].evidence == ("e3", "e4") and case.askings[0].status == "answered"
    assert [(item.side, item.data["asking"]) for item in case.of_kind("evidence")[2:]] == [("expert", "k1")] * 2
    view = reading.read_case(ctx(asked.seller), asked.case)
    assert view.text(case.askings[0].answer) == "12 mg of lead."
    with evidence.open_piece(ctx(asked.seller), asked.case, "joint", "e3").file as file:
        assert file.read() == b"12 mg of lead."
    mailoutbox.clear()
    work()
    told = [letter for letter in mailoutbox if "An answer from outside" in letter.subject]
    assert {letter.to[0] for letter in told} == {asked.buyer.person.email, asked.seller.person.email}


def test_a_kill_between_his_files_and_his_answer_is_mended_by_sending_it_again(asked, ctx):
    his = him(asked, ctx)
    evidence.file_upload(
        his,
        asked.case,
        experts._Words("12 mg."),
        name="Answer.txt",
        purpose="The answer of the person who was asked",
        key="a:0",
    )
    experts.answer(his, asked.case, "12 mg.", [], key="a")
    assert [item.id for item in reader.case(asked.case).of_kind("evidence")] == ["e1", "e2", "e3"]
    assert reader.case(asked.case).askings[0].evidence == ("e3",)


def test_he_is_reminded_and_his_silence_is_told_to_both(asked, ctx, clock, work, mailoutbox):
    work()
    mailoutbox.clear()
    clock.move(days=2, hours=13)
    work()
    assert len([letter for letter in letters(mailoutbox) if "still waits" in letter.subject]) == 1
    clock.move(days=3)
    work()
    assert reader.case(asked.case).askings[0].status == "silent"
    told = {
        letter.to[0] for letter in mailoutbox if "No answer came" in letter.subject or "time" in letter.subject.lower()
    }
    assert {asked.buyer.person.email, asked.seller.person.email} <= told
    assert code(lambda: experts.read(him(asked, ctx), asked.case)) == "not_found"
    assert ExpertLink.objects.get().email == "" and ExpertLink.objects.get().revoked_at


def test_a_request_taken_back_ends_the_link_and_forgets_the_address(asked, ctx, work, mailoutbox, clock):
    work()
    mailoutbox.clear()
    experts.take_back(ctx(asked.buyer), decided.TakeBackAsking(asked.case, "k1"), key="back")
    assert code(lambda: experts.read(him(asked, ctx), asked.case)) == "not_found"
    work()
    assert [letter.subject for letter in letters(mailoutbox)] == ["Your answer is not needed any more"]
    link = ExpertLink.objects.get()
    assert (
        link.email == ""
        and code(lambda: expert_links.still_open(link.digest, "harbour", clock.now)) == "link_not_valid"
    )


def test_a_letter_that_comes_back_ends_the_request_and_both_are_told(asked, ctx, clock, work, mailoutbox):
    class Wrong:
        def send(self, message):
            return "bounced", "550 5.1.1 no such user"

    row = outbox.Row(
        asked.root,
        "expert:x",
        "expert",
        "harbour",
        {"case": asked.case, "asking": "k1", "kind": "ExpertAsked"},
        0,
        0,
        1,
    )
    for _again in range(2):
        expert_letters.deliver(ctx(), row, Wrong())
    assert reader.case(asked.case).askings[0].status == "unreachable" and not reader.case(asked.case).waits("expert")
    assert ExpertLink.objects.get().email == ""
    work()
    told = {letter.to[0] for letter in mailoutbox if "cannot be reached" in letter.subject}
    assert told == {asked.buyer.person.email, asked.seller.person.email}


def test_a_fee_is_quoted_agreed_and_its_advance_stands_on_the_file(asked, ctx, work, mailoutbox):
    experts.quote(him(asked, ctx), decided.QuoteFee(asked.case, 3000), key="q")
    experts.accept_quote(ctx(asked.buyer), decided.AcceptQuote(asked.case, "k1", 3000), key="a")
    experts.advance_fee(ctx(asked.buyer), decided.AdvanceFee(asked.case, "k1", "Transfer 77", ("e2",)), key="f")
    work()
    assert [letter.subject for letter in letters(mailoutbox)][-1] == "Your fee is agreed: ¥30.00"
    paid = reader.case(asked.case).askings[0].advance
    assert (paid.minor, paid.side, paid.evidence) == (3000, "buyer", ("e2",))


def test_an_objection_goes_to_the_marketplace_while_there_is_no_neutral(asked, ctx, people, work, mailoutbox):
    operator = people("operator")
    work()
    mailoutbox.clear()
    experts.object_to(ctx(asked.seller), decided.ObjectToExpert(asked.case, "k1", "He is her cousin."), key="o")
    work()
    assert {asked.buyer.person.email, operator.person.email} == {letter.to[0] for letter in mailoutbox}
    experts.decide_objection(ctx(operator), decided.DecideObjection(asked.case, "k1", True), key="d")
    assert reader.case(asked.case).askings[0].status == "objected"


@pytest.mark.parametrize("language", ["en", "zh", "ru"])
def test_the_document_of_the_case_shows_it(asked, ctx, language):
    experts.answer(him(asked, ctx), asked.case, "12 mg of lead.", [], key="a")
    labels = Labels(language, "Asia/Shanghai", "CNY")
    parts = CaseWriter(reading.read_case(ctx(asked.seller), asked.case), labels, {}).sections()
    (part,) = [part for part in parts if part["title"] == labels("experts")]
    told = repr(part)
    assert "Nordic Labs" in told and "Does it hold lead?" in told and "12 mg of lead." in told and EMAIL not in told
