"""A dossier's PDF: what a case's file says, for people to read and print, in the reader's language.

`content` turns a case into blocks of plain data, `pictures` fetches its small pictures, `dossier.typ` sets the blocks
in type. Whatever people wrote goes there as data, never as markup.
"""

from hejie.usecases.dossier_pdf.document import render

__all__ = ["render"]
