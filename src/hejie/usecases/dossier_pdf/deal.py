"""The document of a deal: what both confirmed, with its hash, how it came about version by version, and the order that came of it."""

from collections.abc import Mapping, Sequence

from hejie.domain.deals import terms
from hejie.domain.deals.state import SIDES, DealState, stream_of
from hejie.record.dossier import SealShown
from hejie.usecases import deal_papers
from hejie.usecases.deals import DealView, VersionView
from hejie.usecases.dossier_pdf import blocks as b
from hejie.usecases.dossier_pdf import frame
from hejie.usecases.dossier_pdf.frame import For
from hejie.usecases.dossier_pdf.labels import Labels

_ROLES = {"buyer": "buyer", "seller": "seller", "agent": "seller", "operator": "platform"}


def render(view: DealView, made: For, seals: Sequence[SealShown]) -> bytes:
    """The PDF of a deal's stream, as far as the view goes."""
    deal, stream = view.deal, stream_of(view.deal.id)
    labels = Labels(made.language, made.zone, view.newest.terms["currency"])
    entries = frame.newest(deal.root, stream, deal)
    agreed = view.versions[deal.agreed - 1] if deal.agreed else None
    shown = agreed or view.newest
    parts = [
        ("summary", _summary(view, labels)),
        ("terms", b.section(labels("deal_agreed_terms" if agreed else "deal_terms"), *_terms(shown, labels))),
        ("confirmations", _confirmations(view, entries, labels)),
        ("order", _order(deal, labels)),
        ("changes", _changes(view, shown, labels)),
        ("end", _end(view, labels)),
        ("deadlines", frame.deadlines(deal.deadlines, labels)),
        (
            "timeline",
            frame.timeline(
                entries, deal, labels, lambda one: _author(one, labels), lambda one: _what(one, view, labels)
            ),
        ),
    ]
    titles = (labels("deal_title", number=deal.id.upper()), labels("deal_whole"))
    return frame.document(deal.root, stream, deal, titles, parts, labels, made, seals)


def _summary(view: DealView, labels: Labels) -> b.Block:
    deal = view.deal
    rows = [
        *((labels.of("sides", side), b.plain(view.names.get(getattr(deal, side), "") or getattr(deal, side))) for side in SIDES),
        (labels("deal_business"), labels("yes") if deal.business else ""),
        (labels("begun"), labels.when(deal.opened_at)),
        (labels("state"), labels.of("deal_states", deal.status)),
        (labels("versions"), str(len(deal.versions))),
        (labels("total"), labels.sum(terms.total(view.newest.terms))),
    ]  # fmt: skip
    changing = b.words(labels("deal_changing")) if deal.changing else None
    return b.section(labels("about_this"), b.pairs(rows), changing)


def _terms(one: VersionView, labels: Labels) -> list[b.Block | None]:
    """Goods, what else is said, their own words, and what the law does not let stand of it."""
    said, language = one.terms, labels.language
    columns = [("", "figures"), (labels("item"), "rest"), (labels("quantity"), "figures"), (labels("price"), "figures")]
    rows = [
        [str(number), _good(good, labels), str(good["quantity"]), labels.sum(good["price"])]
        for number, good in enumerate(said["goods"], start=1)
    ]
    clauses = [
        f"{number}. {line}" if place == 0 else line
        for number, text in enumerate(said.get("clauses", ()), start=1)
        for place, line in enumerate(b.paragraphs(text) if text else [labels("erased")])
    ]
    own = b.said(one.version.side, deal_papers.texts()["clauses"][language], clauses) if clauses else None
    return [
        b.pairs([(labels("version"), _put(one, labels)), (labels("deal_hash"), one.version.hash)]),
        b.table(columns, rows),
        b.words(*deal_papers.fields(said, language)),
        b.words(deal_papers.texts()["total"][language].format(total=labels.sum(terms.total(said)))),
        own,
        *_marks(one, labels),
    ]


def _good(good: Mapping, labels: Labels) -> list[str]:
    product = [b.plain(good["product"])] if good.get("product") else []
    title = b.paragraphs(good.get("title", "")) if good.get("title") else [labels("erased")]
    details = b.paragraphs(good["details"]) if good.get("details") else []
    return [*title, *product, *details]


def _marks(one: VersionView, labels: Labels) -> list[b.Block]:
    book, language = deal_papers.texts(), labels.language
    lines = [
        book[mark["kind"]][language].format(
            where=deal_papers.where(mark["where"], language), least=mark["least"],
            cite=mark["cite"].get(language) or mark["cite"]["en"],
        )
        for mark in one.version.marks
    ]  # fmt: skip
    return [b.words(f"{book['marks'][language]}{labels('colon')}", *lines)] if lines else []


def _put(one: VersionView, labels: Labels) -> str:
    put = labels("put_by", side=labels.of("sides", one.version.side), at=labels.when(one.version.at))
    return f"{one.version.number} · {put}"


def _confirmations(view: DealView, entries: Sequence[Mapping], labels: Labels) -> b.Block:
    """Who has confirmed which version, when, in which entry, and the hash that he confirmed."""
    columns = [(labels("entry"), "figures"), (labels("at"), "fit"), (labels("by"), "fit"), (labels("version"), "rest")]
    rows = [
        [
            str(one["seq"]),
            labels.when(one["at"]),
            [labels.of("sides", side), b.plain(view.names.get(getattr(view.deal, side), ""))],
            [str(one["data"]["number"]), one["data"]["hash"]],
        ]
        for one, side in ((one, one["data"]["side"]) for one in entries if one["kind"] == "DealConfirmed")
    ]
    told = labels("deal_both", at=labels.when(view.deal.agreed_at)) if view.deal.agreed else labels("deal_not_both")
    how = labels("deal_hash_how") if rows else ""
    return b.section(labels("confirmations"), b.words(told, how), b.table(columns, rows))


def _order(deal: DealState, labels: Labels) -> b.Block | None:
    """The order that was placed with it, and where it says otherwise."""
    if not deal.order:
        return None
    rows = [
        (labels("order"), b.plain(deal.order_ref)),
        (labels("stream"), f"order:{deal.order}"),
        (labels("at"), labels.when(deal.bound_at)),
    ]
    differs = deal_papers.differences(deal.differs, deal.frozen.terms["currency"], labels.language)
    columns = [(labels("what"), "rest"), (labels("deal_says"), "figures"), (labels("order_says"), "figures")]
    told = b.words(labels("deal_differs") if differs else labels("deal_same"))
    return b.section(labels("deal_order"), b.pairs(rows), told, b.table(columns, differs))


def _changes(view: DealView, shown: VersionView, labels: Labels) -> b.Block:
    """What each version changed, and what was written with it; the first in full, unless its terms are those above."""
    blocks: list[b.Block] = []
    columns = [(labels("what"), "rest"), (labels("before"), "rest"), (labels("after"), "rest")]
    for one in view.versions:
        if one is not shown and one.version.number == 1:
            blocks += [block for block in _terms(one, labels) if block]
        elif one.version.number > 1:
            blocks.append(b.pairs([(labels("version"), _put(one, labels)), (labels("deal_hash"), one.version.hash)]))
            rows = [_change(row, one.terms["currency"], labels) for row in one.changes]
            blocks.append(b.table(columns, rows) or b.words(labels("nothing_changed")))
        if one.version.note:
            text = b.paragraphs(one.note) if one.note else [labels("erased")]
            side = one.version.side
            note = f"{labels('version')} {one.version.number}"
            blocks.append(b.said(side, labels.of("sides", side), text, labels.when(one.version.at), note))
    return b.section(labels("changes"), *blocks)


def _change(row: terms.Difference, currency: str, labels: Labels) -> list[b.Cell]:
    field = row.where.rpartition(".")[2]

    def said(found: object) -> b.Cell:
        return b.paragraphs(deal_papers.value(field, found, currency, labels.language))

    return [deal_papers.where(row.where, labels.language), said(row.before), said(row.after)]


def _end(view: DealView, labels: Labels) -> b.Block | None:
    """What whoever left it has written."""
    deal = view.deal
    if not deal.why:
        return None
    text = b.paragraphs(view.why) if view.why else [labels("erased")]
    side = deal.left_by if deal.left_by in SIDES else "system"
    return b.section(labels("deal_ended"), b.said(side, labels.of("sides", side), text))


def _author(entry: Mapping, labels: Labels) -> str:
    """The side that acted; a clock is the program's own, and the marketplace's program acts as it."""
    side = entry["data"].get("side", "")
    if side not in SIDES:
        side = "system" if entry["kind"].startswith("Deadline") else _ROLES.get(entry["by"]["role"], "system")
    return labels.of("sides", side)


def _what(entry: Mapping, view: DealView, labels: Labels) -> str:
    kind, data = entry["kind"], entry["data"]
    more = frame.clock_words(entry, labels)
    if kind in ("DealProposed", "DealAmended"):
        number = next((str(one.version.number) for one in view.versions if one.version.hash == entry["hash"]), "")
        more = f"{labels('version')} {number}" if number else ""
    elif kind in ("DealConfirmed", "DealAgreed"):
        more = f"{labels('version')} {data['number']}"
    elif kind == "DealBound":
        more = b.plain(data["external_id"])
    elif kind == "DealEnded":
        more = labels.of("deal_states", data.get("how") or data["status"])
    said = labels.of("kinds", kind)
    return f"{said}{labels('colon')}{more}" if more else said
