"""Facts of a service on its case page: the wish, the way back, parcels, what came back."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from hejie.domain.aftersales.service import Done, Service
from hejie.domain.orders import waybills
from hejie.usecases.reading import CaseView
from hejie.web import formatting
from hejie.web.case import repair_facts
from hejie.web.case.voice import Voice, written
from hejie.web.service import exchange_words, kinds, vocabulary, which_piece, wish_fields


def of_request(view: CaseView, voice: Voice, now: datetime) -> list[dict]:
    """Facts of the request: wish, way back, label, parcel, where it came in."""
    service = view.case.service
    rows = []
    if (way := service.wish.get("way")) and not service.keep:
        rows.append({"label": _("How it goes back"), "how": kinds.WAY_NAMES.get(way, way)})
    if service.keep and service.status not in ("asked", "declined"):
        stay = voice.pick(buyer=_("You keep them"), seller=_("The buyer keeps them"), other=_("The buyer keeps them"))
        rows.append({"label": _("The goods"), "how": stay})
    for line, prices in service.which.items():
        named = titles(view).get(line, "") if len(service.pieces) > 1 else ""
        how = " · ".join(part for part in (named, which_piece.said(prices, view.case.currency)) if part)
        rows.append({"label": _("Which of several alike"), "how": written(how)})
    if service.kind != "repair" and isinstance(service.wish.get("serial"), Mapping):
        rows.append({"label": _("Serial number"), "how": written(view.text(service.wish["serial"]))})
    paper = service.kind == "invoice"
    if paper:
        rows.append({"label": _("What is needed"), "how": wish_fields.PAPERS[service.wish.get("what", "issue")]})
    title = _("Name on the invoice") if paper else _("Instead")
    for name, label in (("title", title), ("parts", _("Missing")), ("tax_number", _("Tax number"))):
        if isinstance(service.wish.get(name), Mapping):
            rows.append({"label": label, "how": written(view.text(service.wish[name]))})
    if service.kind == "exchange":
        rows.append(
            {"label": _("What goes first"), "how": exchange_words.ORDERS[service.wish.get("order", "back_first")]}
        )
    none_left = service.last("out_of_stock")
    if none_left and "note" in none_left.data and (none_left.seq > last_seq(service, "dispatch")):
        rows.append({"label": _("Why there is none"), "how": written(view.text(none_left.data["note"]))})
    if service.freight and (sends := service.step("send")) and not sends.aside:
        pays = voice.pick(buyer=_("You"), seller=_("The buyer"), other=_("The buyer"))
        if service.freight == "seller":
            pays = voice.pick(buyer=_("The seller"), seller=_("You"), other=_("The seller"))
        rows.append({"label": _("The way back is paid by"), "how": pays})
    for step, label in (
        ("label", _("Label")),
        ("send", _("On its way back")),
        ("dispatch", _("On its way to the buyer")),
    ):
        if done := service.parcel(step):
            told = parcel(view, done)
            if told:
                rows.append({"label": label, "how": written(told)})
    if (back := service.parcel("send")) and _of_the_way_there(view, back):
        rows.append({"label": _("About this number"), "how": _("The goods came to the buyer under the same number.")})
    if scan := service.last("scan"):
        rows.append({"label": _("The carrier says"), "how": vocabulary.word("stations", scan.data.get("station", ""))})
    found = service.last("inspect")
    if found and found.data.get("note"):
        rows.append({"label": _("What the seller found"), "how": written(view.text(found.data["note"]))})
    rows += repair_facts.cover(service, view.case.opened_at)
    if service.kind == "repair":
        rows += repair_facts.rows(view, voice, now)
    elif service.last("arrive"):
        rows += repair_facts.by_law(service)
    if service.channel not in ("web", "api"):
        rows.append({"label": _("How it came in"), "how": vocabulary.word("channels", service.channel)})
    return rows


def last_seq(service: Service, step: str) -> int:
    """Where on the file a step was taken last; 0 where it was not."""
    done = service.last(step)
    return done.seq if done else 0


def parcel(view: CaseView, done: Done) -> str:
    """Who carries a parcel, under which number, and where a label is to be had."""
    private = (view.text(done.data[name]) for name in ("waybill", "address") if done.data.get(name))
    return " · ".join(part for part in (done.data.get("carrier", ""), *private) if part)


def _of_the_way_there(view: CaseView, done: Done) -> bool:
    """Whether a parcel on its way back bears the number of one that came: seldom the right one."""
    number = waybills.plain(view.text(done.data.get("waybill")))
    came = view.order.parcels if view.order is not None else ()
    return bool(number) and number in {waybills.plain(view.text(one.waybill)) for one in came if one.waybill}


def came_back(view: CaseView) -> list[dict]:
    """What came back and what the inspection found, by line."""
    named, rows = titles(view), []
    for piece in view.case.service.pieces:
        if piece.received is None and not piece.found:
            continue
        outcomes = _(", ").join(
            f"{formatting.number(many)} × {vocabulary.word('outcomes', outcome)}" for outcome, many in piece.found
        )
        grade = f"{piece.grade} · {vocabulary.word('grades', piece.grade)}" if piece.grade else ""
        rows.append(
            {
                "label": written(named.get(piece.line, "")) or _("Line %(number)s") % {"number": piece.line},
                "sum": _("%(count)s of %(all)s") % {"count": piece.counts, "all": piece.approved or piece.quantity},
                "how": " · ".join(part for part in (outcomes, grade, _("kept apart") if piece.held else "") if part),
            }
        )
    return rows


def titles(view: CaseView) -> dict[int, str]:
    """What each line is called."""
    return {row["line"]: view.text(row.get("title")) for row in view.case.order["lines"]}
