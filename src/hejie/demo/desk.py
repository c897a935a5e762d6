"""Guidance, questions and complaints in the sample market, in the languages of the people who write them."""

from datetime import datetime, timedelta
from email.message import EmailMessage

from hejie.demo.before_sale import LANGUAGES, People, texts
from hejie.demo.parts import DAY, HOUR, Script
from hejie.demo.stage import Stage
from hejie.domain.complaints import commands as complaint
from hejie.domain.guidance.articles import Written
from hejie.domain.kernel import clock
from hejie.domain.kernel.actor import Actor
from hejie.domain.questions import commands as question
from hejie.usecases import complaint_intake, complaints, guidance, questions


def enter(stage: Stage, people: People, agent: str, now: datetime) -> None:
    """Put it on the agenda in the last days before `now`."""
    stage.enter("articles", _articles(people), now - 8 * DAY)
    for number, language in enumerate(LANGUAGES):
        stage.enter(f"questions {language}", _questions(people, language), now - 4 * DAY + number * HOUR)
    stage.enter("appointment", _appointment(people, now), now - 4 * HOUR)
    stage.enter("complaints", _complaints(people, agent), now - 5 * DAY)


def _articles(people: People) -> Script:
    """One of goods of the shop that signs in and one of the marketplace, each in three languages."""
    said = texts()["articles"]
    for actor, name, scope, about, reason in (
        (people.shop("shown"), "charge", "listing", "earbuds", "defective"),
        (people.operator, "late", "marketplace", "", "not_received"),
    ):
        article = ""
        for language in LANGUAGES:
            row = said[name][language]
            written = Written(scope, about, language, row["title"], row["body"], (reason,))
            article = guidance.write(people.ctx(actor), article, written, key=f"demo {name}")
        for reader, helped in enumerate((True, True, False, name == "charge")):
            ctx = people.ctx(actor)
            guidance.say_helped(ctx.actor.marketplace, article, f"demo {reader}", helped, "claim", ctx.now)
    yield timedelta(0)


def _questions(people: People, language: str) -> Script:
    """One that is answered and has helped; one more that waits, or that nobody answered in time."""
    said, buyer, shop = texts()["questions"], people.buyer(language), people.shop("xingchi")
    asked = questions.ask(
        people.ctx(buyer), seller=shop.seller, text=said["asked"][language], product="earbuds", key=people.stage.key()
    )
    name = asked.created["question"]
    yield 6 * HOUR
    _act(people, shop, question.AnswerBuyer(name, said["answered"][language]))
    yield 3 * HOUR
    _act(people, buyer, question.SayHelped(name, True))
    if language == "en":
        row = Written("listing", "earbuds", language, said["asked"][language], said["answered"][language])
        questions.make_public(people.ctx(shop), name, row, key=people.stage.key())
    yield {"zh": 3 * DAY, "en": 2 * DAY, "ru": 3 * DAY + 2 * HOUR}[language]
    questions.ask(
        people.ctx(buyer),
        seller=people.shop("qingshan").seller,
        text=said["waiting"][language],
        product="shelf",
        key=people.stage.key(),
    )


def _appointment(people: People, now: datetime) -> Script:
    """Somebody is to come: times are offered, the buyer has not chosen yet."""
    said, play = texts()["questions"], people.shown
    language = play.words.language
    asked = questions.ask(
        people.ctx(play.buyer), seller="", text=said["install"][language], about="installation", order=play.claim.root,
        line=play.claim.lines[0], place=said["place"][language], key=people.stage.key(),
    )  # fmt: skip
    yield 2 * HOUR
    begins = [clock.cut(now) + timedelta(days=days) for days in (2, 3)]
    slots = tuple((clock.text(one), clock.text(one + 2 * HOUR)) for one in begins)
    _act(people, play.seller, question.OfferTimes(asked.created["question"], slots, said["ready"][language]))


def _complaints(people: People, agent: str) -> Script:
    """One of each way in which they come, at several steps."""
    said, operator, shop = texts()["complaints"], people.operator, people.shown.seller
    about = {"against": "service", "whom": shop.seller, "role": "shop"}
    buyer = people.buyer("en")
    web = complaint_intake.complain(people.ctx(buyer), text=said["web"]["en"], **about, key=people.stage.key()).created[
        "complaint"
    ]
    letter = complaint_intake.take_letter(
        people.ctx(operator), _letter(said, "zh"), **about, key=people.stage.key()
    ).created["complaint"]
    yield 20 * HOUR
    complaints.assign(people.ctx(operator), web, agent, key=people.stage.key())
    complaints.assign(people.ctx(operator), letter, agent, key=people.stage.key())
    handler = Actor("agent", agent, people.stage.marketplace, second_factor=True)
    for channel, language in (("telephone", "ru"), ("counter", "zh")):
        complaint_intake.take_in(
            people.ctx(handler), channel=channel, text=said["phone" if channel == "telephone" else "counter"][language],
            contact="+86 571 8888 0000", **about, key=people.stage.key(),
        )  # fmt: skip
    chat = said["chat"]["en"].encode()
    complaint_intake.take_chat(people.ctx(handler), chat, contact="Nina H.", **about, key=people.stage.key())
    yield DAY
    _complain(people, handler, complaint.NoteOnComplaint(web, "The record of the chat bears it out."))
    _complain(people, handler, complaint.AnswerComplaint(web, "upheld", said["answer"]["en"]))
    _complain(people, handler, complaint.AskForWord(letter))
    yield 10 * HOUR
    _complain(people, shop, complaint.GiveWord(letter, said["word"]["en"]))
    _complain(people, buyer, complaint.RateAnswer(web, False, said["still"]["en"]))


def _letter(said: dict, language: str) -> bytes:
    """A letter as an e-mail file."""
    letter = EmailMessage()
    letter["From"], letter["To"] = "Wang Fang <wang.fang@mail.example>", "service@sample.example"
    letter["Subject"], letter["Message-ID"] = said["subject"][language], "<invoice-1@mail.example>"
    letter.set_content(said["letter"][language])
    return letter.as_bytes()


def _act(people: People, actor: Actor, command: object) -> None:
    questions.act(people.ctx(actor), command, key=people.stage.key())


def _complain(people: People, actor: Actor, command: object) -> None:
    complaints.act(people.ctx(actor), command, key=people.stage.key())
