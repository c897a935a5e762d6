"""Moves in a case by name, as `Scene.act(BUYER, moves.accept("o2"))` takes them: decision, command, and the gate's word."""

from collections.abc import Mapping
from functools import partial

from hejie.domain.cases import (
    appointments,
    bargain_commands,
    bargaining,
    bidding,
    commands,
    experts,
    filing,
    handing_over,
    mediating,
    mediation,
    offers,
    performance,
    promises,
    remarks,
    reopening,
    rulings,
    standstill,
    talk,
)
from hejie.domain.cases.filing_commands import CommentOnEvidence
from hejie.domain.cases.reasons import Reasons
from hejie.rulebooks import opening_statement
from tests.domain.cases.scene import CASE, NEUTRAL, NOTHING, Move

WHY = Reasons(otherwise="A paper that the sheet was changed later.")


def say(text: str = "Good day.", room: str = "joint") -> Move:
    action = "message" if room in ("joint", "internal") else "room"
    return talk.write_message, commands.WriteMessage(CASE, text, room), action


def tell(text: str = "Our sheet says 265 mm.") -> Move:
    return talk.make_statement, commands.MakeStatement(CASE, text), "statement"


def file(name: str = "shoe.jpg", room: str = "joint", ref: str = "f" * 64) -> Move:
    piece = {"ref": ref, "size": 3, "type": "image/jpeg"}
    return filing.file_evidence, commands.FileEvidence(CASE, piece, name, f"What {name} shows.", room), "evidence"


def remark(piece: str = "e1", text: str = "It is another pair.", disputes: bool = True, room: str = "joint") -> Move:
    return remarks.comment, CommentOnEvidence(CASE, piece, text, disputes, room), "evidence"


def note(text: str = "The seller has three cases like this.") -> Move:
    return talk.write_note, commands.WriteNote(CASE, text), "note"


def ask(to: str = "buyer", text: str = "How did you measure?") -> Move:
    return talk.ask_question, commands.AskQuestion(CASE, to, text), "ask"


def reply(question: str = "q1", text: str = "With a ruler.") -> Move:
    return talk.answer_question, commands.AnswerQuestion(CASE, question, text), "answer_question"


def offer(package: Mapping, in_reply_to: str = "", note: str = "", waives: bool = False) -> Move:
    return offers.make_offer, commands.MakeOffer(CASE, package, note, in_reply_to, waives), "offer"


def propose(package: Mapping) -> Move:
    return offers.make_offer, commands.MakeOffer(CASE, package), "propose"


def accept(offer: str, waives: bool = False) -> Move:
    return offers.accept_offer, commands.AcceptOffer(CASE, offer, waives), "accept"


def reject(offer: str) -> Move:
    return offers.reject_offer, commands.RejectOffer(CASE, offer, "Too little."), "reject"


def take_back(offer: str) -> Move:
    return offers.withdraw_offer, commands.WithdrawOffer(CASE, offer), "take_back"


def sign(waives: bool = False) -> Move:
    return offers.sign_agreement, commands.SignAgreement(CASE, waives=waives), "sign"


def perform(duty: str = "b1", note: str = "Waybill 123.") -> Move:
    return performance.report_performance, commands.ReportPerformance(CASE, duty, note), "perform"


def confirm(duty: str = "b1") -> Move:
    return performance.confirm_performance, commands.ConfirmPerformance(CASE, duty), "confirm"


def dispute(duty: str = "b1", note: str = "An empty box came.") -> Move:
    return performance.confirm_performance, commands.ConfirmPerformance(CASE, duty, False, note), "confirm"


def escalate(note: str = "") -> Move:
    return mediation.escalate, commands.Escalate(CASE, note), "escalate"


def assign(neutral: str = NEUTRAL.id) -> Move:
    return mediation.assign_neutral, commands.AssignNeutral(CASE, neutral), "assign"


STATEMENT = opening_statement.standard()


def open_mediation() -> Move:
    command = mediating.OpenMediation(CASE, STATEMENT.texts, STATEMENT.digest)
    return mediating.open_mediation, command, "open_mediation"


def confirm_opening(digest: str = STATEMENT.digest) -> Move:
    return mediating.confirm_opening, mediating.ConfirmOpening(CASE, digest), "confirm_opening"


def allow(*items: str, allow: bool = True) -> Move:
    return mediating.allow_in_decision, mediating.AllowInDecision(CASE, items, allow), "allow_in_decision"


def let_tell(text: str = "", package: Mapping | None = None) -> Move:
    return mediating.let_tell, mediating.LetTell(CASE, text, package), "room"


def keep_text(text: str = "Both want an end of it.", package: Mapping = NOTHING) -> Move:
    return mediating.keep_text, mediating.KeepText(CASE, text, package), "note"


def put_text(text: str = "Both want an end of it.", package: Mapping = NOTHING) -> Move:
    return mediating.put_text, mediating.PutText(CASE, text, package), "propose"


def to_another(reason: str = "He is the seller's cousin.") -> Move:
    return mediation.object_to_neutral, commands.ObjectToNeutral(CASE, reason), "object"


def hand_over(to: str = "", reason: str = "My sister works for the seller.") -> Move:
    return handing_over.hand_over, handing_over.HandOver(CASE, reason, to), "hand_over"


def move_neutral(to: str = "", reason: str = "He has left us.") -> Move:
    return handing_over.hand_over, handing_over.HandOver(CASE, reason, to), "move_neutral"


def to_decision() -> Move:
    return mediation.go_to_decision, commands.GoToDecision(CASE), "to_decision"


def decide(package: Mapping = NOTHING, evidence: tuple[str, ...] = ()) -> Move:
    command = commands.DecideCase(CASE, "The pair is as long as the sheet says.", "Size rule 3", package, evidence, WHY)
    return rulings.decide_case, command, "decide"


def appeal(grounds: str = "The sheet was not looked at.") -> Move:
    return rulings.appeal_ruling, commands.AppealRuling(CASE, grounds), "appeal"


def answer_appeal(text: str = "It was.") -> Move:
    return rulings.answer_appeal, commands.AnswerAppeal(CASE, text), "answer_appeal"


def uphold() -> Move:
    command = commands.DecideAppeal(CASE, True, "Looked at again.", "Size rule 3", why=WHY)
    return rulings.decide_appeal, command, "decide_appeal"


def change(package: Mapping) -> Move:
    command = commands.DecideAppeal(CASE, False, "Looked at again.", "Size rule 3", package, WHY)
    return rulings.decide_appeal, command, "decide_appeal"


def withdraw(reason: str = "") -> Move:
    return rulings.withdraw_case, commands.WithdrawCase(CASE, reason), "withdraw"


def extend(deadline: str = "d1", reason: str = "The warehouse is closed until Monday.") -> Move:
    return standstill.extend, commands.ExtendWait(CASE, deadline, reason), "extend"


def pause(kind: str = "joint", reason: str = "") -> Move:
    return standstill.ask_pause, commands.AskPause(CASE, kind, reason), "pause"


def resume() -> Move:
    return standstill.end_pause, commands.EndPause(CASE), "resume"


def reopen(evidence: tuple[str, ...] = ("e1",), reason: str = "The laboratory has answered.") -> Move:
    return reopening.reopen, commands.ReopenCase(CASE, evidence, reason), "reopen"


def step(name: str, note: str = "") -> Move:
    return talk.take_step, commands.TakeStep(CASE, name, note), "step"


def promise(keeper: str = "seller", days: int = 5, minor: int = 0, message: str = "") -> Move:
    command = commands.ProposePromise(CASE, keeper, "A voucher of 20 yuan.", days, message, minor)
    return promises.propose, command, "promise"


def promised(promise_id: str = "p1") -> Move:
    return promises.accept, commands.AcceptPromise(CASE, promise_id), "accept_promise"


def unpromised(promise_id: str = "p1") -> Move:
    return promises.decline, commands.DeclinePromise(CASE, promise_id), "promise"


def talk_at(*moments: str, talk_id: str = "", length: int = 30, how: str = "phone", words: str = "") -> Move:
    return appointments.propose, appointments.ProposeTalk(CASE, moments, length, how, words, talk_id), "talk"


def talk_suits(*moments: str, talk_id: str = "t1") -> Move:
    return appointments.accept, appointments.AcceptTalk(CASE, talk_id, moments), "talk"


def talk_off(talk_id: str = "t1", reason: str = "") -> Move:
    return appointments.call_off, appointments.CallOffTalk(CASE, talk_id, reason), "talk"


def talk_result(text: str = "We agreed to send photos.", talk_id: str = "t1") -> Move:
    return appointments.record, appointments.RecordTalk(CASE, talk_id, text), "talk"


def talk_right(talk_id: str = "t1") -> Move:
    return appointments.confirm, appointments.ConfirmTalk(CASE, talk_id), "talk"


def talk_wrong(text: str = "Two photos, not three.", talk_id: str = "t1") -> Move:
    return appointments.confirm, appointments.ConfirmTalk(CASE, talk_id, False, text), "talk"


def ask_in(question: str = "Does the sole hold lead?", **changes: object) -> Move:
    wanted = {"kind": "expert", "trade": "laboratory", "name": "Nordic Labs", "question": question, "days": 5}
    return experts.ask, experts.AskExpert(CASE, **wanted | changes), "ask_in"


def also_ask(question: str = "And the glue?", asking: str = "k1", **more: object) -> Move:
    return experts.add, experts.AddToAsking(CASE, asking, question, **more), "ask_in"


def not_him(asking: str = "k1", reason: str = "He works for the seller.") -> Move:
    return experts.object_to, experts.ObjectToExpert(CASE, asking, reason), "ask_in"


def on_objection(granted: bool, asking: str = "k1") -> Move:
    return experts.decide_objection, experts.DecideObjection(CASE, asking, granted), "ask_in"


def ask_no_more(asking: str = "k1") -> Move:
    return experts.take_back, experts.TakeBackAsking(CASE, asking), "ask_in"


def quote_suits(minor: int, asking: str = "k1") -> Move:
    return experts.accept_quote, experts.AcceptQuote(CASE, asking, minor), "ask_in"


def fee_paid(asking: str = "k1", note: str = "Transfer 77.", evidence: tuple[str, ...] = ()) -> Move:
    return experts.advance_fee, experts.AdvanceFee(CASE, asking, note, evidence), "ask_in"


def expert_quotes(minor: int) -> Move:
    return experts.quote, experts.QuoteFee(CASE, minor), "expert.quote"


def expert_answers(text: str = "12 mg of lead.", evidence: tuple[str, ...] = ()) -> Move:
    return experts.answer, experts.AnswerAsExpert(CASE, text, evidence), "expert.answer"


def expert_declines(reason: str = "") -> Move:
    return experts.decline, experts.DeclineAsExpert(CASE, reason), "expert.decline"


def expert_looks(piece: str = "e1") -> Move:
    return experts.look, experts.LookAtPiece(CASE, piece), "expert.look"


def prefer(**points: int) -> Move:
    told = {name: {"best": "", "worst": "", "points": share, "ratings": {}} for name, share in points.items()}
    return partial(bargaining.tell, told=told), bargain_commands.TellPreferences(CASE, told), "prefer"


def trade_off(answer: str = "first", question: str = "r1a>r1b") -> Move:
    asked = {"first": {"refund": 1}, "second": {"refund": 2}}
    return partial(bargaining.answer, asked=asked), bargain_commands.AnswerTradeOff(CASE, question, answer), "prefer"


def ask_proposals() -> Move:
    return bargaining.ask, bargain_commands.AskProposals(CASE), "ask_proposals"


def rank(order: str = "abc", accepts: str = "", row: str = "r1", waives: bool = False) -> Move:
    ids = [tuple(f"{row}{one}" for one in letters) for letters in (order, accepts)]
    return bargaining.rank, bargain_commands.RankProposals(CASE, row, *ids, waives), "rank"


def put(*wanted: Mapping, kind: str = "three", row: str = "r1", agreement: str = "", basis: str = "{}") -> Move:
    command = bargain_commands.PutProposals(CASE, kind, row, wanted, basis, agreement)
    return bargaining.put, command, "system.settle"


def count(row: str = "r1") -> Move:
    return bargaining.count, bargain_commands.CountRankings(CASE, row), "system.settle"


def gains(offer: str = "o2") -> Move:
    return bargaining.record_gains, bargain_commands.RecordGains(CASE, offer, "{}"), "system.settle"


def bid(offer: str = "") -> Move:
    return partial(bidding.open_, commitment="c" * 64), bidding.OpenBidding(CASE, offer), "bid"


def settle_bids(row: str = "bd1", minor: int | None = None) -> Move:
    """What came of sealed bids: a sum, or nothing."""
    met = None if minor is None else bidding.Met(minor, {"buyer": "pbuyer", "seller": "pseller"})
    return partial(bidding.settle, met=met), bidding.SettleBids(CASE, row), "system.bids"
