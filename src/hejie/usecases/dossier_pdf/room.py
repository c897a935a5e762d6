"""The document of one private room of a case: what was said and filed in it, and nothing of the case."""

from collections.abc import Mapping

from hejie.usecases.dossier_pdf import blocks as b
from hejie.usecases.dossier_pdf import withheld
from hejie.usecases.dossier_pdf.exhibits import Exhibits
from hejie.usecases.dossier_pdf.labels import Labels
from hejie.usecases.dossier_pdf.talk import Talk, finding_words
from hejie.usecases.reading import CaseView


class RoomWriter:
    """Writes the sections of a room's document."""

    def __init__(self, view: CaseView, labels: Labels, pictures: Mapping[str, str], room: str) -> None:
        self.labels, self.state, self.view = labels, view.rooms[room], view
        self.talk = Talk(view, labels, pictures)
        self.exhibits = Exhibits(self.state, self.talk, room)
        self.stream = f"room:{view.case.id}:{room}"

    def sections(self) -> list[b.Block]:
        """What was said and filed, in order."""
        labels, state = self.labels, self.state
        words = [item for item in state.said if item.kind in ("message", "note")]
        parts = [
            ("summary", b.section(labels("summary"), b.words(labels("room_note")))),
            ("conversation", b.section(labels("conversation"), *self.talk.said(words))),
            ("findings", b.section(labels("findings"), *self._findings())),
            ("evidence", b.section(labels("evidence"), *self.exhibits.filed())),
            ("timeline", b.section(labels("timeline"), *self._kept())),
            ("withheld", withheld.section(self.view.case.root, self.stream, state, labels)),
        ]
        return [part | {"key": key} for key, part in parts if part["blocks"]]

    def _kept(self) -> list[b.Block]:
        """What a side has told of itself, and how it ranked, by kind and moment; the words stand beside it in the file."""
        side = "buyer" if self.state.stream.endswith("buyer") else "seller"
        return [
            b.said(side, self.labels.of("kinds", one.kind), self._ranked(one.data), self.labels.when(one.at))
            for one in self.state.kept
        ]

    def _ranked(self, data: Mapping) -> list[str]:
        return [" > ".join(data["order"])] if "order" in data else []

    def _findings(self) -> list[b.Block]:
        """What the neutral had found, each time that he kept it."""
        speak, blocks = finding_words(self.view, self.labels, self.talk), []
        for item in self.state.of_kind("findings"):
            told = [speak.paragraph(number, one) for number, one in enumerate(item.data["points"], start=1)]
            lines = [line for text in told for line in b.paragraphs(text)] + self.talk.text(item.data.get("otherwise"))
            head = self.talk.author(item.side, item.by)
            blocks.append(b.said(item.side, head, lines, self.labels.when(item.at), item.id.upper()))
        return blocks
