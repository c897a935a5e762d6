"""`hejie import orders`: good rows go in, bad rows go to the report, and a repeat changes nothing."""

import csv
import json

import pytest
from click.testing import CliRunner

from hejie.cli.orders import import_
from hejie.usecases import imports
from hejie.usecases.people import marketplaces

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = (
    "order_id,line,currency,seller,price,freight,buyer,status\n"
    "a,1,CNY,north,10.00,1.00,lin,shipped\n"
    "a,2,CNY,south,20.00,1.00,lin,shipped\n"
    "b,1,CNY,north,-5.00,0,wu,shipped\n"
    "c,1,EUR,,7.00,,wu,delivered\n"
)


@pytest.fixture
def file(tmp_path):
    marketplaces.create("fair", "The Fair", languages=["en"], currency="CNY", timezone="UTC")
    path = tmp_path / "shop.csv"
    path.write_text(TEXT)
    return path


def _run(*arguments) -> tuple[int, dict]:
    result = CliRunner().invoke(import_, ["orders", *map(str, arguments), "--json"])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result.exit_code, json.loads(result.stdout) if result.exit_code < 2 else {}


def _orders() -> list[tuple]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT external_id, currency, paid FROM order_row ORDER BY external_id")
        return cursor.fetchall()


def test_good_rows_go_in_and_bad_ones_are_reported_with_line_and_reason(file, tmp_path):
    code, summary = _run(file, "--report", tmp_path / "report.csv", "--lang", "zh")
    assert code == 1
    assert (summary["orders"], summary["new"], summary["left_out"], summary["bad_rows"]) == (2, 2, 0, 1)
    assert _orders() == [("a", "CNY", 3200), ("c", "EUR", 700)]
    (row,) = csv.DictReader((tmp_path / "report.csv").open(encoding="utf-8-sig"))
    assert (row["file"], row["line"], row["order"], row["code"]) == ("shop.csv", "4", "b", "negative_amount")
    assert "负数" in row["reason"]


def test_a_repeat_and_a_stop_in_the_middle_change_nothing(file, monkeypatch):
    monkeypatch.setattr(imports, "TOGETHER", 1)
    taken = imports.orders.import_order

    def stopped(ctx, draft, **rest):
        if draft.external_id == "c":
            raise KeyboardInterrupt
        return taken(ctx, draft, **rest)

    monkeypatch.setattr(imports.orders, "import_order", stopped)
    CliRunner().invoke(import_, ["orders", str(file)])
    assert [row[0] for row in _orders()] == ["a"]
    monkeypatch.setattr(imports.orders, "import_order", taken)
    assert _run(file)[1]["known"] == 1
    before = _orders()
    code, summary = _run(file)
    assert (summary["new"], summary["known"]) == (0, 2) and _orders() == before


def test_another_order_under_a_known_id_is_refused_and_reported(file):
    _run(file)
    file.write_text(TEXT.replace("7.00", "8.00").replace("-5.00", "5.00"))
    code, summary = _run(file)
    assert code == 1
    assert (summary["new"], summary["known"], summary["left_out"]) == (1, 1, 1)
    assert summary["reasons"] == {"order_refused": 1}
    assert ("c", "EUR", 700) in _orders()


def test_a_clean_import_ends_with_zero_and_leaves_no_report(file):
    file.write_text(TEXT.replace("-5.00", "5.00"))
    code, summary = _run(file)
    assert code == 0 and summary["report"] is None


@pytest.mark.parametrize(
    "arguments",
    [("no-such-file",), ("{file}", "--currency", "XXQ"), ("{file}", "--timezone", "Nowhere"),
     ("{file}", "--encoding", "x"), ("{file}", "--format", "xml"), ("{empty}",), ()],
)  # fmt: skip
def test_wrong_use_ends_with_two(file, tmp_path, arguments):
    empty = tmp_path / "empty"
    empty.mkdir()
    done = CliRunner().invoke(import_, ["orders", *(argument.format(file=file, empty=empty) for argument in arguments)])
    assert done.exit_code == 2 and all(one in done.output for one in arguments if one.startswith("--"))
    assert _orders() == []


def test_messages_of_a_shop_system_go_in_orders_first_and_what_waits_is_reported(tmp_path):
    from tests.support.rules import real_data

    folder = real_data("external/shop_payloads")
    marketplaces.create("fair", "The Fair", languages=["en"], currency="EUR", timezone="UTC")
    names = ("refund", "order_refunded", "order_paid")
    files = [folder / f"medusa_partial_{name}.json" for name in names]
    report = tmp_path / "report.csv"
    options = ("--format", "medusa", "--report", report)
    code, summary = _run(*files, folder / "medusa_damaged_refund.json", *options)
    assert code == 1
    told = {name: summary[name] for name in ("messages", "new", "grown", "known", "waiting", "left_out")}
    assert told == {"messages": 4, "new": 1, "grown": 2, "known": 0, "waiting": 1, "left_out": 0}
    assert _orders() == [("#2", "EUR", 20500)]
    (row,) = csv.DictReader(report.open(encoding="utf-8-sig"))
    assert (row["file"], row["column"]) == ("medusa_damaged_refund.json", "order_unknown")
    code, summary = _run(*files, *options)
    assert (code, summary["known"], summary["new"]) == (0, 3, 0)
