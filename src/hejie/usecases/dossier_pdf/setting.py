"""Setting a document in type: one at a time in a process, with fonts from packages alone."""

import json
import threading
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib import resources

import typst

from hejie.usecases.dossier_pdf import fonts

_one_at_a_time = threading.Lock()


def set_in_type(template: str, data: Mapping, folder: str, now: datetime) -> bytes:
    """The PDF that a template of this package makes of plain data.

    template   file name; it reads its data from the input `dossier`. folder: where the pictures lie
    """
    with _one_at_a_time:  # a document takes its processor whole, and its memory once
        compiler = typst.Compiler(_source(template), root=folder, font_paths=fonts.fonts(), ignore_system_fonts=True)
        return compiler.compile(
            format="pdf",
            sys_inputs={"dossier": json.dumps(data, ensure_ascii=False)},
            timestamp=now.replace(microsecond=0),
        )


@cache
def _source(template: str) -> bytes:
    return resources.files(__package__).joinpath(template).read_bytes()
