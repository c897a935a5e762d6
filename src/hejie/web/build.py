"""Join the stylesheet sources into the one file that pages load.

    python -m hejie.web.build            write static/hejie/hejie.css
    python -m hejie.web.build --check    exit 1 when the written file is not what the sources make

`styles/hejie.css` names the files and their cascade layers, in order. The result is committed, so that a checkout
serves pages without a build step; a test fails when it is stale.
"""

import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCES = HERE / "styles"
RESULT = HERE / "static" / "hejie" / "hejie.css"

_IMPORT = re.compile(r'^@import url\("(?P<path>[a-z0-9/.-]+)"\) layer\((?P<layer>[a-z]+)\);$')
_NOTE = "/* Joined by `python -m hejie.web.build` from src/hejie/web/styles. Change the sources, not this file. */\n"


def joined() -> str:
    """The whole stylesheet: the order of layers, then every source inside its layer.

    Refuses (ValueError) a line of `styles/hejie.css` that is no layer order, comment or import of ours, and a source
    that nobody imports, because both would silently lose rules.
    """
    pieces, used = [_NOTE], set()
    for line in (SOURCES / "hejie.css").read_text("utf-8").splitlines():
        match = _IMPORT.match(line)
        if match:
            used.add(match["path"])
            source = (SOURCES / match["path"]).read_text("utf-8").strip()
            pieces.append(f"@layer {match['layer']} {{\n{source}\n}}\n")
        elif line.startswith("@layer "):
            pieces.append(f"{line}\n")
        elif line.strip() and not line.startswith("/*"):
            raise ValueError(f"styles/hejie.css holds a line that cannot be joined: {line}")
    present = {path.relative_to(SOURCES).as_posix() for path in SOURCES.rglob("*.css")} - {"hejie.css"}
    if forgotten := sorted(present - used):
        raise ValueError(f"styles/hejie.css does not import {', '.join(forgotten)}")
    return "".join(pieces)


def is_fresh() -> bool:
    """Whether the committed stylesheet is exactly what its sources make."""
    return RESULT.exists() and RESULT.read_text("utf-8") == joined()


def main(arguments: list[str]) -> int:
    """Write the stylesheet, or with --check only compare it; the exit code says how it went."""
    if "--check" in arguments:
        if is_fresh():
            return 0
        sys.stderr.write("static/hejie/hejie.css is stale: run python -m hejie.web.build\n")
        return 1
    RESULT.write_text(joined(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
