"""Complaints: every channel in, nobody judges himself, silence escalates, the complainant has the last word."""

import io
from email.message import EmailMessage

import pytest
from PIL import Image

from hejie.domain.complaints import commands as c
from hejie.domain.kernel.refusal import Refusal
from hejie.record import reader
from hejie.usecases import complaint_intake, complaints
from hejie.usecases.complaint_intake import Bytes, Sent


class Complained:
    """A buyer complains about an agent; an operator and another agent are there to handle it."""

    def __init__(self, people, ctx, orders, clock, **more):
        self.ctx, self.clock = ctx, clock
        self.buyer, self.seller = people("buyer"), people("seller")
        self.operator, self.agent, self.other = people("operator"), people("agent"), people("agent")
        self.root = orders(self.buyer, self.seller)
        told = {"against": "person", "whom": self.agent.id, "role": "agent", "text": "He hung up on me."} | more
        self.id = complaint_intake.complain(ctx(self.buyer), **told, key="c").created["complaint"]

    def do(self, who, command, *more, key="", **named):
        """One act."""
        return complaints.act(
            self.ctx(who), command(self.id, *more, **named), key=key or f"{command.__name__}{more}{named}"
        )

    def assign(self, to, key="a"):
        """Name a handler."""
        return complaints.assign(self.ctx(self.operator), self.id, to.id, key=key)

    def view(self, who):
        """As somebody sees it."""
        return complaints.read(self.ctx(who), self.id)

    @property
    def state(self):
        """As it stands."""
        return self.view(self.operator).state


@pytest.fixture
def complained(people, ctx, orders, clock):
    """Complains: `complained()`."""
    return lambda **more: Complained(people, ctx, orders, clock, **more)


def refused(code, act):
    """The act is refused with this code."""
    with pytest.raises(Refusal) as caught:
        act()
    assert caught.value.code == code


def test_a_complaint_about_a_person_is_heard_answered_and_closed_by_the_complainants_word(complained, work):
    one = complained()
    refused("complaint_handler", lambda: one.assign(one.agent))
    refused("not_found", lambda: one.view(one.agent))
    one.assign(one.other)
    one.do(one.other, c.NoteOnComplaint, "Third time this month.")
    refused("complaint_unheard", lambda: one.do(one.other, c.AnswerComplaint, "upheld", "Sorry."))
    one.do(one.other, c.AskForWord)
    refused("complaint_unheard", lambda: one.do(one.other, c.AnswerComplaint, "upheld", "Sorry."))
    one.do(one.agent, c.GiveWord, "The line broke.")
    one.do(one.other, c.SayInComplaint, "When was it?")
    one.do(one.buyer, c.SayInComplaint, "On Monday.")
    one.do(one.other, c.AnswerComplaint, "upheld", "It must not happen. We are sorry.")
    work()
    seen = {who: {item.what for item in one.view(who).items} for who in (one.buyer, one.agent, one.other)}
    assert seen[one.buyer] == {"said", "answer"}
    assert seen[one.agent] == {"word_asked", "word", "answer"}
    assert {"note", "word", "assigned", "said"} <= seen[one.other]
    one.do(one.buyer, c.RateAnswer, True)
    assert (one.state.status, one.state.satisfied) == ("closed", "yes")
    refused("complaint_over", lambda: one.do(one.buyer, c.SayInComplaint, "More."))


def test_not_satisfied_opens_it_once_more_and_the_second_time_it_closes_as_that(complained):
    one = complained(against="service", whom="", role="platform")
    one.assign(one.agent)
    one.do(one.agent, c.AnswerComplaint, "not_upheld", "All was right.")
    refused("text_missing", lambda: one.do(one.buyer, c.RateAnswer, False))
    one.do(one.buyer, c.RateAnswer, False, "You did not look.")
    assert (one.state.status, one.state.reopened, one.state.turn.wait) == ("assigned", True, "complaint_answer")
    one.do(one.agent, c.AnswerComplaint, "partly", "We looked again.", key="again")
    one.do(one.buyer, c.RateAnswer, False, "Still not.")
    assert (one.state.status, one.state.satisfied) == ("closed", "no")


def test_silence_escalates_and_tells_again_and_closes_nothing_but_the_rating(complained, work, clock):
    one = complained(against="service", whom="", role="platform")
    clock.move(days=1, minutes=1)
    work()
    assert (one.state.escalated, one.state.turn.wait, one.state.status) == (True, "complaint_assign", "received")
    clock.move(days=2, minutes=1)
    work()
    assert sum(item.what == "escalated" for item in one.state.items) == 2
    one.assign(one.agent)
    clock.move(days=7, minutes=1)
    work()
    assert sum(item.what == "escalated" for item in one.state.items) == 3
    one.do(one.agent, c.AnswerComplaint, "upheld", "Late, and sorry.")
    clock.move(days=15)
    work()
    assert (one.state.status, one.state.satisfied) == ("closed", "silent")


def test_whoever_lets_the_time_for_his_word_go_by_is_decided_without_it(complained, work, clock):
    one = complained()
    one.assign(one.other)
    one.do(one.other, c.AskForWord)
    refused("complaint_word_asked", lambda: one.do(one.other, c.AskForWord, key="twice"))
    clock.move(days=3, minutes=1)
    work()
    one.do(one.other, c.AnswerComplaint, "upheld", "He said nothing.")
    assert one.state.status == "answered"


def letter(message_id="<one@example.org>", sender="Lin <lin@example.org>", charset="utf-8", **files):
    """An e-mail file."""
    mail = EmailMessage()
    mail["From"], mail["Subject"], mail["Message-ID"] = sender, "Замечание 投诉", message_id
    mail.set_content("Nobody answers.\n\n没有人回复。", charset=charset)
    for name, content in files.items():
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes()


def picture():
    """A photo."""
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "olive").save(out, "JPEG")
    return out.getvalue()


def test_a_letter_is_taken_in_once_with_what_was_attached(complained, ctx, people):
    one = complained()
    told = {"against": "service", "whom": one.seller.shop, "role": "shop"}
    operator = ctx(one.operator)
    taken = complaint_intake.take_letter(operator, letter(shot=picture()), **told, key="l")
    view = complaints.read(operator, taken.created["complaint"])
    assert (view.state.channel, view.text(view.state.subject)) == ("email", "Замечание 投诉")
    assert "没有人回复" in view.text(view.state.text)
    assert view.text(view.state.contact) == "Lin <lin@example.org>"
    (item,) = [item for item in view.items if item.what == "evidence"]
    name, kind, content = complaints.file_of(operator, view.state.id, item.id)
    assert (kind, content.read(2)) == ("image/jpeg", b"\xff\xd8")
    assert name.endswith(".jpg")
    refused("complaint_exists", lambda: complaint_intake.take_letter(operator, letter(), **told, key="other"))
    refused(
        "complaint_exists",
        lambda: complaint_intake.take_letter(ctx(people("operator")), letter(shot=b"x"), **told, key="l"),
    )
    known = complaint_intake.take_letter(operator, letter("<two@x>", one.buyer.person.email), **told, key="l")
    assert complaints.read(ctx(one.buyer), known.created["complaint"]).state.complainant == one.buyer.id
    for content, code in (
        (b"\x00\xff" * 40, "letter_unreadable"),
        (b"Subject: x\n\nNo sender", "letter_unreadable"),
        (b"From: a@b.c\n\n", "letter_empty"),
    ):
        refused(code, lambda content=content: complaint_intake.take_letter(operator, content, **told, key="bad"))
    refused("not_found", lambda: complaint_intake.take_letter(ctx(one.buyer), letter("<3@x>"), **told, key="l"))


def test_a_letter_loses_what_could_harm_and_is_still_a_complaint(complained, ctx):
    one = complained()
    told = {"against": "service", "whom": "", "role": "platform"}
    content = letter(
        "<v@x>", photo=picture(), virus=b"MZ" + bytes(60) + b"\x40\0\0\0PE\0\0", page=b"<html><script>x</script>"
    )
    name = complaint_intake.take_letter(ctx(one.operator), content, **told, key="v").created["complaint"]
    view = complaints.read(ctx(one.operator), name)
    assert [item.what for item in view.items] == ["evidence"]
    assert {"virus", "page"} == {one.partition(".")[0] for one in view.text(view.state.left_out).split(", ")}


def test_what_is_sent_twice_with_a_file_is_one_complaint(complained, ctx):
    one = complained()
    told = {"against": "service", "whom": "", "role": "platform", "text": "Cold."}
    both = [
        complaint_intake.complain(ctx(one.buyer), **told, files=[Sent("a.jpg", Bytes(picture()))], key="twice")
        for _ in range(2)
    ]
    assert both[0].created == both[1].created
    assert both[1].repeated
    refused(
        "complaint_exists",
        lambda: complaint_intake.complain(
            ctx(one.buyer), **told | {"text": "Other."}, files=[Sent("a.jpg", Bytes(picture()))], key="twice"
        ),
    )


def test_a_telephone_note_and_a_saved_chat_are_taken_in(complained, ctx):
    one = complained()
    told = {"against": "person", "whom": one.agent.id, "role": "agent"}
    operator = ctx(one.operator)
    note = complaint_intake.take_in(
        operator, channel="telephone", **told, text="Called at nine.", contact="+86 1", key="t"
    )
    assert complaints.read(operator, note.created["complaint"]).state.channel == "telephone"
    refused(
        "complaint_person",
        lambda: complaint_intake.take_in(operator, channel="counter", **told, text="x", complainant="no@body", key="u"),
    )
    refused("complaint_chat", lambda: complaint_intake.take_chat(operator, b"just words", **told, key="v"))
    saved = b"[2026-03-01 12:00:05] Lin: Hello?\n[2026-03-01 12:00:09] Shop: Go away.\n"
    chat = complaints.read(operator, complaint_intake.take_chat(operator, saved, **told, key="w").created["complaint"])
    assert "Shop: Go away." in chat.text(chat.state.text)
    assert [item.what for item in chat.items] == ["evidence"]
    refused(
        "complaint_against",
        lambda: complaint_intake.complain(ctx(one.buyer), **told | {"whom": "nobody"}, text="x", key="x"),
    )


def test_what_is_about_goods_goes_on_as_a_case_with_all_that_was_open(complained, ctx, work):
    one = complained(against="service", whom="", role="platform")
    complaints.file(ctx(one.buyer), one.id, Sent("shoe.jpg", Bytes(picture())), key="f")
    one.assign(one.other)
    one.do(one.other, c.NoteOnComplaint, "Secret.")
    complaints.file(ctx(one.other), one.id, Sent("own.jpg", Bytes(picture())), internal=True, key="g")
    turned = complaints.turn_into_case(
        ctx(one.other), one.id, order=one.root, kind="return", lines=(1,), reason="defective", key="case"
    )
    assert turned
    work()
    case = reader.case(one.state.case)
    assert (case.stage, one.state.status) == ("service", "case")
    carried = [item for item in case.of_kind("evidence") if item.data.get("record")]
    assert len(carried) == 2
    assert not [item for item in carried if "own" in str(item.data)]
    refused("complaint_over", lambda: one.do(one.other, c.AnswerComplaint, "upheld", "x"))
    refused(
        "not_found",
        lambda: complaints.turn_into_case(
            ctx(one.buyer), one.id, order=one.root, kind="return", lines=(1,), reason="late", key="z"
        ),
    )


def test_who_has_no_part_in_it_learns_nothing(complained, ctx, people):
    one = complained()
    for who in (people("buyer"), people("seller"), one.seller, people("neutral")):
        refused("not_found", lambda who=who: one.view(who))
    one.assign(one.other)
    refused("not_found", lambda: one.view(people("agent")))
    assert complaints.listed(ctx(people("buyer")))[0] == []
    assert [row["id"] for row in complaints.listed(ctx(one.buyer))[0]] == [one.id]
    assert complaints.listed(ctx(one.agent))[0] == []
    assert [row["id"] for row in complaints.listed(ctx(one.other))[0]] == [one.id]
    for act in (c.NoteOnComplaint, c.GiveWord, c.SayInComplaint):
        refused("not_found", lambda act=act: one.do(people("buyer"), act, "x"))
    refused("not_found", lambda: one.do(one.buyer, c.NoteOnComplaint, "x"))
    refused("not_found", lambda: one.do(one.other, c.RateAnswer, True))
    one.do(one.buyer, c.WithdrawComplaint)
    assert one.state.status == "withdrawn"


def test_what_the_complainant_wrote_goes_with_him_and_what_is_internal_is_not_taken_along(complained, ctx):
    from hejie.usecases import desk_words
    from hejie.usecases.people import forgetting, own_data

    one = complained()
    complaints.file(ctx(one.buyer), one.id, Sent("shoe.jpg", Bytes(picture())), key="f")
    one.assign(one.other)
    one.do(one.other, c.NoteOnComplaint, "Secret.")
    taken = dict(own_data._small(one.buyer.person, one.clock.now))["questions.json"].decode()
    assert "He hung up on me." in taken
    assert "Secret." not in taken
    assert "ComplaintNoted" not in taken
    forgetting.forget(ctx(), one.buyer.person, key="gone")
    assert desk_words.own_words(one.state.marketplace, one.buyer.id) == {}
    view = one.view(one.other)
    assert view.text(view.state.text) == ""
    assert "Secret." in [view.text(item.text) for item in view.items]
