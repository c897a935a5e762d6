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

    def piece_name(self, item: Said) -> str:
        """The name of a piece of evidence, as its filer gave it."""
        return " ".join(self.text(item.data["name"]))

    def picture(self, data: Mapping) -> str:
        """The picture of a piece that lies beside the document, or ""; the large one before the small one."""
        found = (self.pictures.get((data.get(name) or {}).get("ref", ""), "") for name in ("view", "thumbnail"))
        return next((name for name in found if name), "")

    def signal(self, item: Said, about: str) -> b.Block:
        """What the program has noticed, how often it is wrong in that, and what would answer it."""
        from hejie.usecases import signal_words  # loaded with the first signal

        told, labels = signal_words.words(item.data, self.labels.language), self.labels
        lines = [told.seen, told.may_mean, told.errors, f"{labels('answered_by')}{labels('colon')}{told.proof}"]
        note = labels("signal_note", id=item.id.upper(), piece=about)
        head = f"{labels('signal')}{labels('colon')}{told.title}"
        return b.said("system", head, [*lines, told.decides_nothing], labels.when(item.at), note, inset=True)


def finding_words(view: CaseView, labels: Labels, talk: Talk) -> FindingWords:
    """The words of the case's findings in the document's language."""
    return FindingWords(view.world.procedure, labels.language, lambda reference: "\n".join(talk.text(reference)))
