"""Letters to somebody who was asked in: that he is asked, reminded, that his fee is agreed, that something he was shown is
erased, or that no answer is needed any more.

A letter says nothing of the case beyond its number, and nothing that anybody wrote; the question stands behind the link.
"""

from functools import cache
from importlib import resources

import yaml

from hejie.adapters import postman
from hejie.domain.cases import experts
from hejie.domain.cases.called_in import Asking
from hejie.domain.cases.state import CaseState
from hejie.domain.kernel import clock
from hejie.record import reader
from hejie.record.context import Context
from hejie.store.models import ExpertLink
from hejie.store.outbox import Row
from hejie.usecases import acts, addresses, notice_texts, wording
from hejie.usecases.noticing import NotYet
from hejie.usecases.people import expert_links

_ENDINGS = ("ExpertDismissed", "ExpertObjectionDecided")


@cache
def texts() -> dict:
    """The words of these letters."""
    text = resources.files("hejie.rulebooks").joinpath("templates/experts.yaml").read_text("utf-8")
    return yaml.safe_load(text)


def deliver(ctx: Context, row: Row, post: postman.Postman) -> None:
    """Send what one entry about a request tells him; one that is over by then ends the link instead. Raises NotYet."""
    case = reader.case(row.payload["case"])
    link = expert_links.of_request(row.payload["case"], row.payload["asking"])
    asking = next((one for one in case.askings if one.id == row.payload["asking"]), None) if case else None
    if asking is None or link is None or not link.email:
        return
    over = asking.status not in ("open", "answered")
    name = _name(row.payload["kind"], asking, over)
    if name:
        result, why = post.send(_letter(ctx, case, asking, link, name, row))
        if result == postman.RETRY:
            raise NotYet(why)
        if result == postman.BOUNCED:
            _give_up(ctx, case.id, asking.id)
            over = True
    if over:
        expert_links.revoke(case.id, asking.id, ctx.now)


def _give_up(ctx: Context, case_id: str, asking: str) -> None:
    command = experts.GiveUpExpert(case_id, asking)
    acts.in_case(ctx, command, key=f"give up {asking}", decide=experts.give_up, action="system.expert")


def _name(kind: str, asking: Asking, over: bool) -> str:
    """Which letter it is; "" where none goes out."""
    if kind in _ENDINGS:
        return "over" if over and asking.status in ("taken_back", "objected", "closed") else ""
    if kind == "ContentErased":
        return "" if over else "erased"
    if over or asking.status == "answered":
        return ""
    return {"ExpertAsked": "asked", "ExpertQuoteAccepted": "agreed", "DeadlineReminded": "reminder"}[kind]


def _letter(ctx: Context, case: CaseState, asking: Asking, link: ExpertLink, name: str, row: Row) -> object:
    language, market = link.language, link.marketplace
    words = texts()["letters"][name][language]
    wait = next(iter(case.waits("expert", about=asking.id)), None)
    zones = notice_texts.texts()["zones"]
    facts = {
        "market": market.name,
        "until": wording.moment(wait.until, ctx.now, language, market.timezone, zones) if wait else "",
        "fee": wording.amount(asking.fee, case.currency, language),
        "link": f"{addresses.base(market.pk)}/asked/{expert_links.token_of(market.pk, case.id, asking.id)}/",
        "expires": wording.moment(clock.cut(link.expires_at), ctx.now, language, market.timezone, zones),
    }
    return postman.compose(
        to=link.email,
        subject=words["subject"].format(**facts),
        text=f"{notice_texts.greeting('', language)}\n\n{words['body'].format(**facts)}\n",
        sender_name=market.settings.get("mail_name") or notice_texts.sender(market.name, language),
        reply_to=market.settings.get("reply_to", ""),
        marketplace=market.pk,
        key=row.id,
    )
