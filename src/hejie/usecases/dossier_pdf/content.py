"""The document of a case: what stands in it, part by part, in the order in which a stranger would ask."""

from collections.abc import Mapping

from hejie.domain.cases.state import Offer, Ruling
from hejie.domain.kernel.deadlines import Deadline
from hejie.usecases.agreement import parts
from hejie.usecases.dossier_pdf import blocks as b
from hejie.usecases.dossier_pdf import duties, experts, money, points, talks, timeline, withheld
from hejie.usecases.dossier_pdf.exhibits import Exhibits
from hejie.usecases.dossier_pdf.labels import Labels
from hejie.usecases.dossier_pdf.talk import Talk, finding_words
from hejie.usecases.reading import CaseView

_RULINGS = {"decision": "decision", "default": "default", "appeal": "second_look"}


class CaseWriter:
    """Writes the sections of a case's document; a part about which nothing is on record is left out."""

    def __init__(self, view: CaseView, labels: Labels, pictures: Mapping[str, str]) -> None:
        self.view, self.case, self.labels = view, view.case, labels
        self.talk = Talk(view, labels, pictures)
        self.exhibits = Exhibits(view.case, self.talk)

    def sections(self) -> list[b.Block]:
        """All parts that have something to say, each with the key by which a certificate names it."""
        case, labels, talk = self.case, self.labels, self.talk
        parts = [
            ("summary", self.summary()),
            ("parties", self.parties()),
            ("procedure", self.procedure()),
            ("goods", self.goods()),
            ("claim", self.claim()),
            ("points", points.section(self.view, labels)),
            ("statements", self._said("statements", "statement")),
            ("questions", self.questions()),
            ("evidence", b.section(labels("evidence"), *self.exhibits.filed())),
            ("records", b.section(labels("records"), *self.exhibits.records())),
            ("signals", b.section(labels("other_signals"), *self.exhibits.other_signals())),
            ("offers", self.offers()),
            ("agreement", self.agreement()),
            *(("rulings", self.ruling(ruling)) for ruling in case.rulings),
            ("appeal", self.appeal()),
            ("promises", duties.promises(self.view, labels, talk)),
            ("obligations", duties.obligations(self.view, labels, talk)),
            ("experts", experts.section(case, labels, talk)),
            ("talks", talks.section(case, labels, talk)),
            ("referrals", self.referrals()),
            ("money", money.section(self.view, labels)),
            ("deadlines", self.deadlines()),
            ("conversation", self._said("conversation", "message")),
            ("timeline", timeline.section(self.view, labels)),
            ("withheld", withheld.section(case.root, f"case:{case.id}", case, labels)),
        ]
        return [part | {"key": key} for key, part in parts if part and part["blocks"]]

    def summary(self) -> b.Block:
        """The case in a few lines."""
        case, labels = self.case, self.labels
        outcome = labels.of("outcomes", case.outcome) if case.outcome else ""
        rows = [
            (labels("order"), b.plain(case.order["external_id"])),
            (labels("opened"), labels.when(case.opened_at)),
            (labels("closed"), labels.when(case.closed_at)),
            (labels("stage"), labels.called(self.view.world.procedure, "stages", case.stage)),
            (labels("outcome"), outcome),
            (labels("in_dispute"), labels.sum(case.paid_minor) if case.paid_minor else ""),
            (labels("legal_hold"), labels("since", at=labels.when(case.held["at"])) if case.held else ""),
        ]
        return b.section(labels("summary"), b.pairs(rows))

    def parties(self) -> b.Block:
        """Both sides, which of them claims, and the neutrals."""
        case, labels, talk = self.case, self.labels, self.talk
        roles = {case.claimant: labels("claimant"), case.respondent: labels("respondent")}
        rows = [
            (labels.of("sides", side), " · ".join(word for word in (talk.name(person), roles[side]) if word))
            for side, person in (("buyer", case.buyer), ("seller", case.seller))
        ]
        rows += [
            (labels.of("sides", "neutral"), f"{talk.name(person) or person} · {labels('former')}")
            for person in case.former_neutrals
        ]
        rows.append((labels.of("sides", "neutral"), talk.name(case.neutral) or case.neutral))
        return b.section(labels("parties"), b.pairs(rows))

    def procedure(self) -> b.Block:
        """Under which rules it runs, what ends it here, and that the courts stay open."""
        labels, pinned = self.labels, self.case.procedure
        shown = " · ".join(labels.of("sides", side) for side in dict.fromkeys(self.case.shown_to))
        rows = [
            (labels("rulebook"), f"{pinned['id']} {pinned.get('version', '')}".strip()),
            (labels("digest"), pinned["digest"]),
            (labels("final_stage"), labels.called(self.view.world.procedure, "stages", pinned["final_stage"])),
            (labels("courts"), labels("courts_open")),
            (labels("shown_to"), shown),
        ]
        return b.section(labels("procedure"), b.pairs(rows))

    def goods(self) -> b.Block:
        """The lines that the case is about, as they were when it opened, and what is known of their way."""
        labels, order = self.labels, self.case.order
        columns = [(labels("line"), "fit"), (labels("item"), "rest"), (labels("quantity"), "figures")]
        columns += [(labels(name), "figures") for name in ("price", "freight", "paid")]
        rows = [
            [
                str(row["line"]),
                self._title(row),
                str(row["quantity"]),
                labels.sum(row["price"]),
                labels.sum(row["freight"]),
                labels.sum(row["paid"]),
            ]
            for row in order["lines"]
        ]
        known = sorted((at, name) for name, at in order["dates"].items() if at)  # an entry has them by name
        dates = [(labels.of("dates", name), labels.when(at)) for at, name in known]
        assumed = b.words(labels("paid_assumed")) if order["paid_assumed"] else None
        return b.section(labels("goods"), b.table(columns, rows), assumed, b.pairs(dates) if dates else None)

    def _title(self, row: Mapping) -> list[str]:
        if row["contents_unknown"] or not (row["title"] or row["product"]):
            return [self.labels("contents_unknown")]
        return self.talk.text(row["title"]) or [b.plain(row["product"])]

    def claim(self) -> b.Block:
        """What is wanted, why, and the claimant's own words."""
        case, labels = self.case, self.labels
        rows = [
            (labels("reason"), labels.phrase("reasons", case.reason)),
            (labels("remedy"), labels.of("remedies", case.remedy)),
            (labels("terms"), labels.terms(case.offers[0].package)),
        ]
        head = self.talk.author(case.told_by, case.buyer if case.told_by == "buyer" else case.seller)
        story = b.said(case.told_by, head, self.talk.text(case.story), labels.when(case.opened_at), labels("story"))
        return b.section(labels("claim"), b.pairs(rows), story)

    def _said(self, title: str, kind: str) -> b.Block:
        return b.section(self.labels(title), *self.talk.said(self.case.of_kind(kind)))

    def questions(self) -> b.Block:
        """The neutral's questions with their answers, in the order in which they were said."""
        labels, blocks = self.labels, []
        for item in self.case.said:
            data, at = item.data, labels.when(item.at)
            if item.kind == "question":
                note = labels("question_to", id=item.id.upper(), side=labels.of("sides", data["to"]))
                blocks.append(
                    b.said("neutral", self.talk.author("neutral", item.by), self.talk.text(data["text"]), at, note)
                )
            elif item.kind in ("answer", "lapsed_question"):
                text = self.talk.text(data["text"]) if item.kind == "answer" else [labels("unanswered")]
                note = labels("answer_to", id=data["question"].upper())
                blocks.append(b.said(item.side, self.talk.author(item.side), text, at, note))
        return b.section(labels("questions"), *blocks)

    def offers(self) -> b.Block:
        """Every offer after the claim: terms, author, and what became of it."""
        labels = self.labels
        columns = [
            ("", "fit"),
            (labels("by"), "fit"),
            (labels("at"), "fit"),
            (labels("terms"), "rest"),
            (labels("state"), "fit"),
        ]
        return b.section(
            labels("offers"), b.table(columns, [self._offer(offer) for offer in self.case.offers if not offer.is_claim])
        )

    def _offer(self, offer: Offer) -> list[b.Cell]:
        labels = self.labels
        terms = [labels.terms(offer.package), *self.talk.text(offer.note)]
        return [
            offer.id.upper(),
            labels.of("sides", offer.side),
            labels.when(offer.at),
            terms,
            labels.of("states", offer.status),
        ]

    def agreement(self) -> b.Block | None:
        """The agreement that stands, and who has signed it."""
        case, labels = self.case, self.labels
        if case.agreement is None:
            return None
        signed = [labels.of("sides", side) for side in ("buyer", "seller") if side in case.agreement.signed_by]
        missing = [labels.of("sides", side) for side in ("buyer", "seller") if side not in case.agreement.signed_by]
        rows = [
            (labels("terms"), labels.terms(case.agreement.package)),
            (labels("reached"), labels.when(case.agreement.at)),
            (labels("signed"), self._signatures() or " · ".join(signed) or labels("nobody")),
            (labels("unsigned"), " · ".join(missing)),
            (labels("in_effect"), labels("yes" if case.agreement.in_effect else "no")),
        ]
        return b.section(labels("agreement"), b.pairs(rows), *self._signed_texts())

    def _signatures(self) -> list[str]:
        """Who has signed and when, and the entry of the record that says so, with its fingerprint."""
        labels = self.labels
        return [
            line
            for one in self.case.agreement.signatures
            for line in (
                f"{labels.of('sides', one.side)} · {labels.when(one.at)} · {labels('signed_at', seq=one.seq)}",
                one.head,
            )
        ]

    def _signed_texts(self) -> list[b.Block]:
        """The text that was signed, set in type, in every language in which it was; its bytes lie in `contents/` as they were signed."""
        agreement, labels = self.case.agreement, self.labels
        return [
            b.set_text(labels("signed_text", language=one), self._set(reference), f"contents/{reference['ref']}")
            for one, reference in agreement.texts.items()
            if one in agreement.languages
        ]

    def _set(self, reference: Mapping) -> list[b.Block]:
        text = self.view.text(reference)
        if not text:
            return [b.set_line("words", "", [(line, False)]) for line in self.talk.text(reference)]
        lines = [b.set_line(one.form, one.name, one.runs) for one in parts.read(text[: b.LONGEST])]
        more = [b.set_line("words", "", [(self.labels("shortened"), False)])] if len(text) > b.LONGEST else []
        return [*lines, *more]

    def _votes(self, panel: str) -> list[b.Block]:
        """The votes of a panel that is over, by number and without names."""
        labels, found = self.labels, next(one for one in self.case.panels if one.id == panel)
        return [
            b.said(
                "neutral",
                labels(
                    "vote",
                    number=one.member,
                    vote=labels.of("votes", one.vote),
                    share=f" {one.share} %" if one.share else "",
                ),
                self.talk.text(one.reasons),
                "",
                "" if one.counted else labels("not_counted"),
            )
            for one in found.votes
        ]

    def ruling(self, ruling: Ruling) -> b.Block:
        """A decision: its outcome, its terms, and the reasons for it."""
        labels, data, talk = self.labels, ruling.data, self.talk
        by = talk.name(ruling.by) if ruling.source != "default" else ""
        rows = [
            (labels("outcome"), labels.of("outcomes", ruling.outcome)),
            (labels("terms"), labels.terms(ruling.package)),
            (labels("decided_by"), by),
            (labels("at"), labels.when(ruling.at)),
            (labels("weighed"), ", ".join(piece.upper() for piece in data.get("evidence", ()))),
            (labels("final"), labels("yes" if ruling.final else "no")),
        ]
        reasons = [
            self._found(data),
            b.said("neutral", labels("findings"), talk.text(data["findings"])) if data.get("findings") else None,
            self._applied(data),
            b.said("neutral", labels("rules"), talk.text(data["rules"])) if data.get("rules") else None,
            b.said("neutral", labels("otherwise"), talk.text(data["otherwise"])) if data.get("otherwise") else None,
        ]
        if fees := data.get("fees"):
            rows.insert(3, (labels("fees_of_buyer"), labels.sum(fees["buyer"])))
            rows.insert(4, (labels("fees_of_seller"), labels.sum(fees["seller"])))
        fund = b.words(labels("fund_pays")) if data.get("paid_by") == "fund" else None
        votes = self._votes(data["panel"]) if data.get("panel") else ()
        title = labels(_RULINGS.get(ruling.source, "decision"))
        return b.section(f"{title} {ruling.id.upper()}", b.pairs(rows), fund, *votes, *reasons)

    def _found(self, data: Mapping) -> b.Block | None:
        """Point by point: what was found, on which pieces, whose turn of proof it was, and why."""
        speak = finding_words(self.view, self.labels, self.talk)
        lines = [
            line
            for number, one in enumerate(data.get("points", ()), start=1)
            for line in b.paragraphs(speak.paragraph(number, one))
        ]
        return b.said("neutral", self.labels("found"), lines) if lines else None

    def _applied(self, data: Mapping) -> b.Block | None:
        """The rules that were applied, each in its version."""
        speak = finding_words(self.view, self.labels, self.talk)
        lines = [
            line
            for one in data.get("applied", ())
            for line in (b.plain(speak.rule(one)), *self.talk.text(one.get("text")))
        ]
        return b.said("neutral", self.labels("applied"), lines) if lines else None

    def appeal(self) -> b.Block | None:
        """The request for a second look and the answer to it."""
        appeal, labels, talk = self.case.appeal, self.labels, self.talk
        if not appeal:
            return None
        asked = b.said(
            appeal["side"],
            talk.author(appeal["side"]),
            talk.text(appeal["grounds"]),
            labels.when(appeal["at"]),
            labels("grounds"),
        )
        answers = [
            b.said(
                item.side,
                talk.author(item.side),
                talk.text(item.data["text"]),
                labels.when(item.at),
                labels("appeal_answer"),
            )
            for item in self.case.of_kind("appeal_answer")
        ]
        return b.section(labels("appeal"), asked, *answers)

    def referrals(self) -> b.Block:
        """To which outside bodies a side has turned, with its letters and what came back."""
        labels, blocks = self.labels, []
        for row in self.case.referrals:
            name = {"body": b.plain(row.names[labels.language])}
            head, at = self.talk.author(row.side), labels.when(row.at)
            blocks.append(b.said(row.side, head, self.talk.text(row.letter), at, labels("letter", **name)))
            for answer in row.answers:
                text = [labels.of("results", answer["result"]), *self.talk.text(answer.get("note"))]
                blocks.append(b.said(row.side, head, text, labels.when(answer["at"]), labels("answer_of", **name)))
        return b.section(labels("referrals"), *blocks)

    def deadlines(self) -> b.Block:
        """Whose turn it is, until when, and what silence means."""
        labels, rules = self.labels, self.view.world.procedure
        columns = [
            (labels("who"), "fit"),
            (labels("what"), "rest"),
            (labels("until"), "fit"),
            (labels("silence"), "rest"),
        ]
        rows = [
            [
                labels.of("sides", row.who),
                labels.called(rules, "waits", row.wait),
                self._until(row),
                labels.phrase("silences", row.silence),
            ]
            for row in sorted(self.case.deadlines, key=lambda row: row.until)
        ]
        return b.section(labels("deadlines"), b.table(columns, rows))

    def _until(self, row: Deadline) -> str:
        labels, until = self.labels, self.labels.when(row.until)
        if row.held:
            return labels("held")
        return labels("provisional", until=until) if row.provisional else until
