"""An erasure is told to whoever received what went: a piece's number and why, never what it held."""

from types import SimpleNamespace

from hejie.domain.cases import commands, erasure_news
from hejie.domain.cases.commands import EraseContent, WriteMessage
from hejie.store import market_law
from hejie.store.models import Person
from hejie.usecases import cases, erasure, evidence
from hejie.usecases.people import erasure_requests
from tests.usecases.test_experts import EMAIL, Upload, ask

WORDS = "Anna, telephone 555-0142"


def filed(dispute, ctx):
    evidence.file_upload(ctx(dispute.buyer), dispute.case, Upload(WORDS), name="anna.txt", purpose=WORDS, key="e")
    return erasure.of_evidence(dispute.case, "e1")


def told(mailoutbox) -> dict:
    return {letter.to[0]: letter for letter in mailoutbox if letter.subject.startswith("Erased")}


def test_both_sides_hear_of_a_piece_that_was_erased_by_its_number_and_the_reason(
    disputes, people, ctx, work, mailoutbox
):
    dispute = disputes()
    refs = filed(dispute, ctx)
    cases.write_message(ctx(dispute.buyer), WriteMessage(dispute.case, WORDS), key="m")
    work()
    mailoutbox.clear()
    erasure.erase_content(ctx(people("operator")), EraseContent(dispute.case, refs, "court", note=WORDS), key="x")
    work()
    emails = {Person.objects.get(pk=who.id).email for who in (dispute.buyer, dispute.seller)}
    assert set(told(mailoutbox)) == emails
    for letter in told(mailoutbox).values():
        assert "E1" in letter.subject and "a court or an authority ordered it" in letter.body
        assert "Anna" not in letter.body and "555" not in letter.subject + letter.body


def test_who_asked_for_it_himself_is_not_told_twice_and_the_shop_is(
    disputes, people, ctx, work, mailoutbox, marketplace
):
    market_law.choose(marketplace.slug, "EU", "")
    market_law.forget()
    dispute = disputes()
    refs = filed(dispute, ctx)
    cases.withdraw_case(ctx(dispute.buyer), commands.WithdrawCase(dispute.case), key="w")
    work()
    request = erasure_requests.ask(ctx(dispute.buyer), what="pieces", refs=refs)
    mailoutbox.clear()
    erasure_requests.grant(ctx(people("operator")), request.pk)
    work()
    assert list(told(mailoutbox)) == [Person.objects.get(pk=dispute.seller.id).email]
    market_law.forget()


def test_what_goes_by_time_is_told_to_nobody_and_of_what_was_told_alone_nobody_hears():
    entry = {"by": {"through": "retention"}, "data": {"why": "retention"}, "stream": "case:x"}
    case = SimpleNamespace(neutral="n")
    assert erasure_news.told(case, entry) == []
    for room, sides in (("joint", 3), ("buyer", 2), ("pref-buyer", 0), ("engine", 0), ("internal", 0)):
        stream = "case:x" if room == "joint" else f"room:x:{room}"
        said = {"by": {"through": ""}, "data": {"why": "court"}, "stream": stream}
        assert len(erasure_news.told(case, said)) == sides


def test_somebody_asked_in_hears_that_what_he_was_shown_has_gone(disputes, people, ctx, work, mailoutbox):
    dispute = disputes()
    refs = filed(dispute, ctx)
    ask(dispute, ctx)
    work()
    mailoutbox.clear()
    erasure.erase_content(ctx(people("operator")), EraseContent(dispute.case, refs, "mistake"), key="x")
    work()
    (letter,) = [one for one in mailoutbox if one.to == [EMAIL]]
    assert "has been erased" in letter.subject and "Anna" not in letter.body
