"""The repository's own files, parsed once."""

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "src" / "hejie"


@cache
def tracked() -> tuple[Path, ...]:
    """Every text file that belongs to the repository: tracked, or new and not ignored. Links to others are left out."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    found = (ROOT / name for name in sorted(set(listed.split("\0"))) if name)
    return tuple(path for path in found if path.is_file() and not path.is_symlink())


@cache
def python_files() -> tuple[Path, ...]:
    """Python files that people write; migrations are written by a program."""
    return tuple(path for path in tracked() if path.suffix == ".py" and "/migrations/" not in path.as_posix())


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text("utf-8"), str(path))


def name(path: Path) -> str:
    """The file's path within the repository."""
    return path.relative_to(ROOT).as_posix()
