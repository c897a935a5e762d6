"""The part of a case's document about its evidence: each piece under its number, and what was said of it since."""

from collections.abc import Mapping
from types import ModuleType

from hejie.domain.cases import remarks
from hejie.domain.cases.state import CaseState, RoomState, Said
from hejie.usecases import service_words
from hejie.usecases.dossier_pdf import blocks as b
from hejie.usecases.dossier_pdf.talk import Talk

File = CaseState | RoomState
_ROOMS = ("joint", "buyer", "seller", "internal")


class Exhibits:
    """Shows the evidence of a case, or of one of its rooms, as numbered exhibits."""

    def __init__(self, file: File, talk: Talk, room: str = "joint") -> None:
        self.file, self.talk, self.labels, self.room = file, talk, talk.labels, room

    def filed(self) -> list[b.Block]:
        """Every piece that somebody has filed, with its picture and what was said of it."""
        return [block for item in self._pieces() if not _is_record(item) for block in self._with_remarks(item)]

    def records(self) -> list[b.Block]:
        """Every piece from the marketplace's own records, and which of them cannot both be right."""
        found = [item for item in self._pieces() if _is_record(item)]
        if not found:
            return []
        differ = [
            record_words().differ(one, other, self.labels.language, self.talk.view.text)
            for one, other in imported().contradictions(self.file)
        ]
        blocks = [block for item in found for block in self._with_remarks(item)]
        return [*([b.words(*differ)] if differ else []), *blocks]

    def other_signals(self) -> list[b.Block]:
        """Signals about words and parcels; those about a piece stand below it."""
        found = [item for item in self.file.of_kind("signal") if not item.data.get("piece")]
        return [self.talk.signal(item, self._named(item.data.get("about", ""))) for item in found]

    def _named(self, about: str) -> str:
        return self.labels(about) if about in ("claim", "parcel") else about.upper()

    def _pieces(self) -> tuple[Said, ...]:
        return self.file.of_kind("evidence")

    def _with_remarks(self, item: Said) -> list[b.Block]:
        about = (*remarks.of(self.file, item.id), *remarks.signals(self.file, item.id))
        return [self._exhibit(item), *(self._about(one) for one in sorted(about, key=lambda one: one.seq))]

    def index(self) -> Mapping | None:
        """The list of all pieces for the front of the document; each row leads to its piece. None without any."""
        labels = self.labels
        rows = [
            {
                "anchor": item.id.upper(),
                "cells": [
                    item.id.upper(),
                    self._name(item),
                    self._shortly(item),
                    labels.of("sides", item.side),
                    labels.when(item.at),
                ],
            }
            for item in self._pieces()
        ]
        heads = ["", labels("piece"), labels("to_show"), labels("by"), labels("at"), labels("page_number")]
        return {"title": labels("exhibits"), "columns": heads, "rows": rows} if rows else None

    def _name(self, item: Said) -> str:
        """What a piece is called: by its filer, or by the record from which it came."""
        if _is_record(item):
            return record_words().title(item.data, self.labels.language)
        return self.talk.piece_name(item)

    def _shortly(self, item: Said) -> str:
        text = " ".join(self._shows(item))
        return text if len(text) <= 90 else f"{text[:88]}…"

    def _shows(self, item: Said) -> list[str]:
        """What it is to show, or what the record told."""
        if item.data.get("step"):
            return [service_words.purpose(item.data, self.labels.language, self.talk.view.text)]
        told = self.talk.text(item.data.get("purpose"))
        if _is_record(item):
            when = self.labels.when
            return [record_words().told(item.data, self.labels.language, self.talk.view.text, when), *told]
        return told

    def _author(self, item: Said) -> str:
        if _is_record(item):
            return record_words().source(item.data, self.labels.language)
        return self.talk.author(item.side, item.by)

    def _exhibit(self, item: Said) -> b.Block:
        data, labels, talk = item.data, self.labels, self.talk
        file = data["file"]
        lead = "" if _is_record(item) else labels("to_show") + labels("colon")
        purpose = [lead + line if number == 0 else line for number, line in enumerate(self._shows(item))]
        facts = [self._author(item), labels.when(item.at), file["type"], size(file["size"])]
        return b.exhibit(
            item.side,
            item.id.upper(),
            self._name(item),
            [*purpose, *self._turn(data)],
            "\n".join((" · ".join(facts), *self._seen_by(item), *self._origin(data))),
            f"contents/{file['ref']}",
            talk.picture(data),
            marks=self._marks(item),
        )

    def _seen_by(self, item: Said) -> list[str]:
        """Who may see a piece, as its page says it."""
        if self.room not in _ROOMS:
            return []
        shown = self.room == "joint" and any(item.id in asking.shown for asking in self.file.askings)
        return [self.labels("seen_asked" if shown else f"seen_{self.room}")]

    def _turn(self, data: Mapping) -> list[str]:
        """For which turn of proof it was filed."""
        name, _dot, step = data.get("proves", "").partition(".")
        point = self.talk.view.world.procedure.burdens.points.get(name)
        if point is None:
            return []
        turn = next((one for one in point.steps if one.id == step), None)
        language = self.labels.language
        proof = f" ({turn.proof[language].rstrip('.。')})" if turn else ""
        return [self.labels("for_point") + self.labels("colon") + point.text[language].rstrip(".。") + proof]

    def _origin(self, data: Mapping) -> list[str]:
        """How it was taken, where that was told, and the code that is said to be in the picture."""
        labels, told, code = self.labels, [], data.get("code")
        if data.get("how"):
            told.append(labels.of("how", data["how"]))
        if isinstance(code, Mapping):
            told.append(labels("with_code", code=code["code"], at=labels.when(code["given"])))
        return [" · ".join(told)] if told else []

    def _marks(self, item: Said) -> list[str]:
        """What must be seen at once: filed late, disputed, erased."""
        labels, marks = self.labels, []
        if item.data["late"]:
            marks.append(labels("late_evidence"))
        if sides := remarks.disputed(self.file, item.id):
            marks.append(labels("disputed_by", sides=", ".join(labels.of("sides", side) for side in sides)))
        if item.data["file"]["ref"] in self.talk.erased:
            marks.append(labels("erased"))
        return marks

    def _about(self, item: Said) -> b.Block:
        labels, data = self.labels, item.data
        piece = str(data.get("piece", "")).upper()
        if item.kind == "signal":
            return self.talk.signal(item, piece)
        name = "remark_disputes" if data.get("disputes") else "remark_note"
        note = labels(name, id=item.id.upper(), piece=piece)
        head = self.talk.author(item.side, item.by)
        return b.said(item.side, head, self.talk.text(data["text"]), labels.when(item.at), note, inset=True)


def _is_record(item: Said) -> bool:
    return "record" in item.data


def record_words() -> ModuleType:
    """The words of records, loaded with the first of them."""
    from hejie.usecases import record_words as found

    return found


def imported() -> ModuleType:
    """What is known of records, loaded with the first of them."""
    from hejie.domain.cases import imported as found

    return found


def size(count: int) -> str:
    """Bytes as people say them; the same signs in all three languages."""
    if count < 1000:
        return f"{count} B"
    return f"{count / 1000:.0f} kB" if count < 1_000_000 else f"{count / 1_000_000:.1f} MB"
