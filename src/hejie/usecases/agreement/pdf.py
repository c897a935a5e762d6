"""An agreement as a PDF: every signed language after the other, or one language alone; the same case, the same bytes."""

from tempfile import TemporaryDirectory

from hejie.domain.kernel import clock
from hejie.usecases.agreement import parts
from hejie.usecases.agreement.around import Around, Line
from hejie.usecases.agreement.document import Document
from hejie.usecases.dossier_pdf import blocks as b
from hejie.usecases.dossier_pdf import fonts
from hejie.usecases.dossier_pdf.setting import set_in_type


def render(document: Document, language: str = "") -> bytes:
    """The PDF. language: one alone, signed or written for reading; empty: all that are signed.

    Its own date is that of the case's last entry, so that the same record gives the same file.
    """
    versions = [_version(document, one) for one in ((language,) if language else document.languages)]
    data = {"title": versions[0]["title"], "head": document.view.case.head, "versions": versions}
    with TemporaryDirectory(prefix="hejie-pdf-") as folder:
        return set_in_type("agreement.typ", data, folder, clock.parse(document.view.case.changed_at))


def _version(document: Document, language: str) -> dict:
    around, words = Around(document, language), document.words(language)
    text = document.texts.get(language, "")
    found = parts.read(text) if text else (parts.Part("title", words("title")), parts.Part("words", words("erased")))
    return {
        "language": words.language,
        "families": fonts.families(words.language),
        "title": words("title"),
        "page": words("page", page="{page}", pages="{pages}"),
        "notes": around.notes(),
        "parts": [b.set_line(one.form, one.name, one.runs) for one in found],
        "signatures": {"title": words("signatures"), "lines": [_line(one) for one in around.signatures()]},
        "prints": [_line(one) for one in around.prints()],
        "check": b.plain(around.check()) if document.agreement.signatures else "",
        "annex": _annex(around),
    }


def _line(one: Line) -> dict:
    return {"text": one.text, "fingerprint": one.fingerprint, "side": one.side}


def _annex(around: Around) -> dict | None:
    rows, words = around.kept(), around.words
    if not rows:
        return None
    return {
        "title": words("annex"),
        "at": around.as_of(),
        "columns": [words(name) for name in ("who", "what", "due", "state")],
        "rows": [list(row[1:]) for row in rows],
    }
