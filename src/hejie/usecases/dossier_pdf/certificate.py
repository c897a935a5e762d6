"""The first page for a body outside: what the marketplace states of the file, and where each thing asked for stands in it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from hejie.rulebooks import certificates
from hejie.rulebooks.certificates import Form
from hejie.usecases.dossier_pdf import blocks as b
from hejie.usecases.dossier_pdf import fonts
from hejie.usecases.dossier_pdf.labels import Labels
from hejie.usecases.reading import CaseView


def pages(
    form: Form,
    view: CaseView,
    labels: Labels,
    sections: Sequence[Mapping],
    *,
    market: str,
    public_key: str,
    now: datetime,
) -> list[Mapping]:
    """The page in a language that the body reads, and once more in the reader's where that is another.

    sections   those of the document, by whose keys and titles the page says where things stand
    """
    own = labels.language if labels.language in form.languages else form.languages[0]
    known = {own: Labels(own, labels.place.key, labels.currency), labels.language: labels}
    facts = {"market": market, "public_key": public_key, "now": now}
    return [_page(form, view, each, sections, **facts) for each in known.values()]


def _page(
    form: Form,
    view: CaseView,
    labels: Labels,
    sections: Sequence[Mapping],
    *,
    market: str,
    public_key: str,
    now: datetime,
) -> Mapping:
    language, case = labels.language, view.case
    at = labels.when(now)
    named = {"market": market, "case": case.id, "order": b.plain(case.order["external_id"])}
    say = {name: text[language] for name, text in certificates.words().items()}
    return {
        "language": language,
        "families": fonts.families(language),
        "title": form.title[language],
        "states": form.states[language].format_map(named | {"entries": case.seq, "at": at}),
        "facts": b.pairs(
            [
                (say["for"], form.addressee[language]),
                (say["issued_by"], market),
                (say["issued_at"], at),
                (say["case"], case.id),
                (say["order"], named["order"]),
                (say["parties"], _parties(view, labels, say["claims"])),
                (say["state"], _state(view, labels)),
                (say["print"], case.head),
                (say["key"], public_key),
                (say["method"], say["how"]),
            ]
        ),
        "columns": ["", say["asked"], say["where"], say["page"]],
        "rows": [_row(number, item, sections, say, labels) for number, item in enumerate(form.items, start=1)],
        "basis": [say["basis"], *(f"{one.law[language]}{labels('colon')}{one.says[language]}" for one in form.basis)]
        if form.basis
        else [],
        "short": say["short"],
        "limits": say["limits"],
        "signed": say["signed"],
    }


def _row(number: int, item: certificates.Item, sections: Sequence[Mapping], say: Mapping, labels: Labels) -> Mapping:
    """One thing asked for: the numbers of the sections in which it stands, or that nothing is on record."""
    found = [(place, one) for place, one in enumerate(sections, start=1) if one["key"] in item.shows]
    titles = [f"{place}" for place, _one in found]
    return {
        "number": str(number),
        "name": item.name[labels.language],
        "where": ", ".join(f"§ {title}" for title in titles) or say["nothing"],
        "anchors": [f"s{place}" for place, _one in found],
    }


def _parties(view: CaseView, labels: Labels, claims: str) -> list[str]:
    case, lines = view.case, []
    for side, person in (("buyer", case.buyer), ("seller", case.seller)):
        name = b.plain(view.names.get(person, "")) or person
        role = f" ({claims})" if side == case.claimant else ""
        lines.append(f"{labels.of('sides', side)}{labels('colon')}{name}{role}")
    return lines


def _state(view: CaseView, labels: Labels) -> str:
    case = view.case
    stage = labels.called(view.world.procedure, "stages", case.stage)
    return f"{stage}{labels('join')}{labels.of('outcomes', case.outcome)}" if case.outcome else stage
