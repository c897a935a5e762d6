"""What people said and filed, as blocks: the same for a case and for its rooms."""

from collections.abc import Mapping, Sequence

from hejie.domain.cases.state import Said
from hejie.usecases.dossier_pdf import blocks as b
from hejie.usecases.dossier_pdf.labels import Labels
from hejie.usecases.finding_words import FindingWords
from hejie.usecases.reading import CaseView

MOST_SAID = 300


class Talk:
    """Shows words and files of one case in one document.

    pictures   file names of small pictures by the reference of the thumbnail
    """

    def __init__(self, view: CaseView, labels: Labels, pictures: Mapping[str, str]) -> None:
        self.view, self.labels, self.pictures = view, labels, pictures
        self.erased = view.case.erased.union(*(room.erased for room in view.rooms.values() if room))

    def text(self, reference: Mapping | None) -> list[str]:
        """The paragraphs behind a reference; what was erased is said to be so."""
        if not reference:
            return []
        found = self.view.texts.get(reference["ref"])
        return [self.labels("erased")] if found is None else b.paragraphs(found, self.labels("shortened"))

    def name(self, person: str) -> str:
        """The display name of a person or shop, without what cannot be seen."""
        return b.plain(self.view.names.get(person, ""))

    def author(self, side: str, person: str = "") -> str:
        """Buyer · Lin Yue: the side, and the name where there is one."""
        word = self.labels.of("sides", side)
        name = self.name(person)
        return f"{word} · {name}" if name else word

    def said(self, items: Sequence[Said], title: str = "{id}") -> list[b.Block]:
        """Words of people in order; of very many the newest 300, and how many there are."""
        shown = items[-MOST_SAID:]
        blocks = [b.words(self.labels("fewer", shown=len(shown), all=len(items)))] if len(shown) < len(items) else []
        for item in shown:
            head = self.author(item.side, item.by)
            note = title.format(id=item.id.upper())
            blocks.append(b.said(item.side, head, self.text(item.data["text"]), self.labels.when(item.at), note))
        return blocks

    def exhibits(self, items: Sequence[Said]) -> list[b.Block]:
        """Pieces of evidence with their pictures: who filed what, to show what, and its fingerprint."""
        return [self._exhibit(item) for item in items]

    def _exhibit(self, item: Said) -> b.Block:
        data, labels = item.data, self.labels
        file = data["file"]
        gone = file["ref"] in self.erased
        facts = [self.author(item.side, item.by), labels.when(item.at), file["type"], _size(file["size"])]
        late = [labels("late_evidence")] if data["late"] else []
        purpose = [
            labels("to_show") + labels("colon") + line if number == 0 else line
            for number, line in enumerate(self.text(data["purpose"]))
        ]
        return b.exhibit(
            item.side,
            item.id.upper(),
            " ".join(self.text(data["name"])) + (f" {labels('erased')}" if gone else ""),
            purpose,
            " · ".join([*facts, *late]) + f"\ncontents/{file['ref']}",
            self.pictures.get((data.get("thumbnail") or {}).get("ref", ""), ""),
        )


def finding_words(view: CaseView, labels: Labels, talk: Talk) -> FindingWords:
    """The words of the case's findings in the document's language."""
    return FindingWords(view.world.procedure, labels.language, lambda reference: "\n".join(talk.text(reference)))


def _size(size: int) -> str:
    """Bytes as people say them; the same signs in all three languages."""
    if size < 1000:
        return f"{size} B"
    return f"{size / 1000:.0f} kB" if size < 1_000_000 else f"{size / 1_000_000:.1f} MB"
