"""The command line of the catalogues; see the package for what each word does."""

import json
import sys
from pathlib import Path

from hejie.web.catalogue import checking, compiling, files, gaps


def main(arguments: list[str]) -> int:
    """Carry out extract, gaps, fill, compile or check; the exit code says whether all is well."""
    word, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    if word == "extract":
        for name in files.extract(rest):
            print(f"changed {name}")
        return 0
    if word == "gaps":
        print(gaps.dump(gaps.gaps(rest[0] if rest else "")))
        return 0
    if word == "fill" and rest:
        for name in gaps.fill(json.loads(Path(rest[0]).read_text("utf-8"))):
            print(f"changed {name}")
        return 0
    if word == "compile":
        for path in compiling.compile_all():
            print(f"wrote {path.parent.parent.name}/{path.name}")
        return 0
    if word == "check":
        found = checking.problems(rest[0] if rest else "")
        print("\n".join(found) or "all sentences are translated")
        return 1 if found else 0
    sys.stderr.write(
        "usage: python -m hejie.web.catalogue extract [part …] | gaps [part] | fill file | compile | check [part]\n"
    )
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
