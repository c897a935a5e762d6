"""A letter to an outside body as a PDF: the text that its writer kept, line by line."""

from datetime import datetime
from tempfile import TemporaryDirectory

from hejie.usecases.dossier_pdf import blocks as b
from hejie.usecases.dossier_pdf import fonts
from hejie.usecases.dossier_pdf.setting import set_in_type


def render(text: str, *, language: str, title: str, head: str, now: datetime) -> bytes:
    """The PDF of a letter.

    language   of the letter (ISO 639-1); title: for the document's own data; head: fingerprint of the case's last entry
    """
    data = {
        "language": language,
        "families": fonts.families(language),
        "title": title,
        "head": head,
        "lines": b.paragraphs(text),
    }
    with TemporaryDirectory(prefix="hejie-pdf-") as folder:
        return set_in_type("letter.typ", data, folder, now)
