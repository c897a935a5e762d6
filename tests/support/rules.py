"""What may be skipped: nothing but tests on real data, where that is absent. Any other skip is a failure."""

import os
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parents[2]
_ABSENT = "real data absent: "


def real_data(name: str) -> Path:
    """The file or folder of real data with this name below HEJIE_TEST_DATA; skips the test where it is absent."""
    path = Path(os.environ.get("HEJIE_TEST_DATA") or _ROOT.parent / "shared" / "data") / name
    if not path.exists():
        pytest.skip(_ABSENT + name, allow_module_level=True)
    return path


def forbid_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turn a skip for any other reason than absent real data, and an expected failure, into a failure."""
    if not report.skipped:
        return
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    if _ABSENT not in reason:
        report.outcome = "failed"
        report.longrepr = f"may not be skipped, only real data may be absent: {reason}"
