"""`hejie import records`: lines go in exactly once, and what cannot be taken in is told with its reason."""

import json

import pytest
from click.testing import CliRunner

from hejie.cli.orders import import_
from hejie.record import reader
from hejie.usecases import ids
from hejie.usecases.people import marketplaces

pytestmark = pytest.mark.django_db(transaction=True)
SCAN = {
    "order": "a",
    "kind": "scan",
    "source": "carrier",
    "at": "2026-03-01T10:00:00+08:00",
    "facts": {"station": "delivered"},
}
CHAT = {**SCAN, "kind": "chat", "source": "chat", "facts": {}, "file": "chat.txt"}


@pytest.fixture
def shop(tmp_path):
    """A marketplace with the order `a`, and a folder with a chat."""
    marketplaces.create("fair", "The Fair", languages=["en"], currency="CNY", timezone="UTC")
    (tmp_path / "orders.csv").write_text(
        "order_id,line,currency,seller,price,buyer,status\na,1,CNY,north,10.00,lin,shipped\n"
    )
    assert CliRunner().invoke(import_, ["orders", str(tmp_path / "orders.csv")]).exit_code == 0
    (tmp_path / "chat.txt").write_text("[2026-03-01 10:00:00] Lin: Hello")
    return tmp_path


def run(folder, *rows) -> tuple[int, dict]:
    file = folder / "records.jsonl"
    file.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows))
    result = CliRunner().invoke(import_, ["records", str(file), "--json"])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result.exit_code, json.loads(result.stdout)


def records():
    return reader.order(ids.order_root("fair", "a")).records


def test_lines_go_in_once_with_their_files(shop):
    assert run(shop, SCAN, "", CHAT) == (0, {"new": 2, "known": 0, "left_out": []})
    assert [(one.kind, one.at) for one in records()] == [
        ("scan", "2026-03-01T02:00:00.000Z"),
        ("chat", "2026-03-01T02:00:00.000Z"),
    ]
    assert run(shop, SCAN, CHAT) == (0, {"new": 0, "known": 2, "left_out": []})
    assert len(records()) == 2


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("{", "bad_field"),
        ("[]", "bad_field"),
        ({**SCAN, "weather": "rain"}, "bad_field"),
        ({**SCAN, "at": "2026-03-01T10:00:00"}, "bad_field"),
        ({**SCAN, "at": "yesterday"}, "bad_field"),
        ({**SCAN, "lines": ["1"]}, "bad_field"),
        ({**CHAT, "file": "../../etc/passwd"}, "bad_field"),
        ({**CHAT, "file": "none.txt"}, "bad_field"),
        ({**SCAN, "messages": [{"text": "x"}]}, "bad_field"),
        ({**SCAN, "order": "unknown"}, "not_found"),
        ({**SCAN, "kind": "rumour"}, "record_kind"),
        ({key: value for key, value in SCAN.items() if key != "at"}, "bad_field"),
    ],
)
def test_a_line_that_cannot_be_taken_in_is_told_and_the_others_go_in(shop, row, code):
    ended, told = run(shop, row, SCAN)
    assert (ended, told["new"]) == (1, 1)
    assert [(one["line"], one["code"]) for one in told["left_out"]] == [(1, code)]
    assert told["left_out"][0]["reason"]
