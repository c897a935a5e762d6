"""Broken files: every bad row is reported with file, line and reason, and every good row goes in."""

import gzip

import pytest

from hejie.adapters.orders.bad_rows import TEXTS, Report, reasons
from hejie.adapters.orders.files import LONGEST_LINE
from tests.adapters.orders.build import codes, read, shop

HEADER = "order_id,currency,price,title\n"


def _read(tmp_path, body: str, header: str = HEADER, **options):
    return read(shop(tmp_path / "shop.csv", header + body), **options)


def test_a_stray_quotation_mark_costs_one_row(tmp_path):
    body = 'a,CNY,1.00,fine\nb,CNY,2.00,"never closed\nc,CNY,3.00,"closed, with comma"\nd,CNY,4.00,fine\n'
    drafts, bad = _read(tmp_path, body)
    assert sorted(drafts) == ["a", "c", "d"]
    assert codes(bad) == [(3, "broken_quoting")] and bad[0].order == "b"


def test_a_quotation_mark_that_never_ends_does_not_swallow_the_file(tmp_path):
    body = 'a,CNY,1.00,"open\n' + "".join(f"o{number},CNY,1.00,x\n" for number in range(2000))
    drafts, bad = _read(tmp_path, body)
    assert len(drafts) == 2000 and codes(bad) == [(2, "broken_quoting")]


def test_text_after_a_closing_quotation_mark_is_broken(tmp_path):
    drafts, bad = _read(tmp_path, 'a,CNY,1.00,"one"two\nb,CNY,1.00,fine\n')
    assert list(drafts) == ["b"] and codes(bad) == [(2, "broken_quoting")]


def test_a_text_over_several_lines_is_one_row(tmp_path):
    drafts, bad = _read(tmp_path, 'a,CNY,1.00,"first\r\nsecond ""quoted"""\r\nb,CNY,1.00,fine\r\n')
    assert drafts["a"].lines[0].title == 'first\nsecond "quoted"' and not bad


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("x,CNY,-1.00,t", "negative_amount"),
        ("x,CNY,1.001,t", "too_many_decimals"),
        ("x,JPY,1.50,t", "too_many_decimals"),
        ("x,XXQ,1.00,t", "unknown_currency"),
        ("x,,1.00,t", "currency_missing"),
        ('x,CNY,"1,234.50",t', "not_an_amount"),
        ("x,CNY,nan,t", "not_an_amount"),
        ("x,CNY,1e3,t", "not_an_amount"),
        ("x,CNY,٣,t", "not_an_amount"),
        ("x,CNY,99999999999999,t", "amount_too_large"),
        (",CNY,1.00,t", "missing_value"),
        ("x" * 129 + ",CNY,1.00,t", "bad_identifier"),
        ("x,CNY,1.00", "wrong_column_count"),
        ("x,CNY,1.00,t,more", "wrong_column_count"),
        ("x,CNY,1.00,t\0t", "nul_byte"),
        ("x,CNY,1.00," + "t" * 30_000, "field_too_long"),
        ("x,CNY,1.00," + "t" * 100_000, "field_too_long"),
        ("x,CNY,1.00," + "t" * (3 * LONGEST_LINE), "line_too_long"),
    ],
)
def test_a_bad_row_is_named_and_its_neighbours_go_in(tmp_path, row, code):
    drafts, bad = _read(tmp_path, f"before,CNY,1.00,t\n{row}\nafter,CNY,2.00,t\n")
    assert sorted(drafts) == ["after", "before"]
    assert codes(bad) == [(3, code)]


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("ordered_at", "2017-13-45", "not_a_date"),
        ("ordered_at", "yesterday", "not_a_date"),
        ("ordered_at", "02.10.2017", "not_a_date"),
        ("ordered_at", "2017-10-02 25:00:00", "not_a_date"),
        ("ordered_at", "0001-01-01 00:00:00", "date_out_of_range"),
        ("deliver_by", "9999-12-31", "date_out_of_range"),
        ("cancelled_by", "the cat", "unknown_word"),
        ("quantity", "0", "not_in_range"),
        ("review_score", "6", "not_in_range"),
        ("line", "one", "not_in_range"),
    ],
)
def test_nonsense_in_a_cell_is_named_with_its_column(tmp_path, column, cell, code):
    _, bad = _read(tmp_path, f"x,{cell},title\n", header=f"order_id,{column},title\n")
    assert [(row.code, row.line) for row in bad] == [(code, 2)]
    assert bad[0].column in (column, column.removeprefix("review_"))


def test_a_delivery_before_the_order_is_nonsense(tmp_path):
    header = "order_id,ordered_at,delivered_at\n"
    _, bad = _read(tmp_path, "x,2020-01-02,2020-01-01\n", header=header)
    assert codes(bad) == [(2, "dates_out_of_order")]


def test_a_currency_that_the_marketplace_does_not_trade_is_reported(tmp_path):
    drafts, bad = _read(tmp_path, "a,CNY,1.00,t\nb,EUR,1.00,t\n", traded=frozenset({"CNY"}))
    assert list(drafts) == ["a"] and codes(bad) == [(3, "currency_not_traded")]


def test_missing_and_repeated_columns_refuse_the_file(tmp_path):
    _, bad = _read(tmp_path, "1,2\n", header="price,currency\n")
    assert [(row.code, row.column) for row in bad] == [("missing_columns", "order_id")]
    _, bad = _read(tmp_path, "1,2,3\n", header="order_id,price,price\n")
    assert [(row.code, row.column) for row in bad] == [("repeated_column", "price")]
    _, bad = _read(tmp_path, "1,2\n", header="order_id,order_status\n")
    assert bad[0].code == "missing_columns" and "order_purchase_timestamp" in bad[0].column


def test_an_unknown_column_is_noted_and_the_orders_go_in(tmp_path):
    drafts, bad = _read(tmp_path, "a,CNY,1.00,x\n", header="order_id,currency,price,colour\n")
    assert list(drafts) == ["a"] and bad[0].only_a_note and bad[0].column == "colour"


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.csv", b"", "empty_file"),
        ("a.csv", b"\n\n", "empty_file"),
        ("a.csv", b"PK\x03\x04 a spreadsheet", "not_text"),
        ("a.csv", b"one,two\n1,2\n", "unknown_table"),
        ("a.csv.gz", b"\x1f\x8bnonsense that is no archive", "broken_gzip"),
    ],
)
def test_a_file_that_holds_no_orders_is_reported_as_a_whole(tmp_path, name, data, code):
    (tmp_path / name).write_bytes(data)
    drafts, bad = read(tmp_path)
    assert not drafts and [row.code for row in bad][-1] == code


def test_a_truncated_archive_gives_what_it_holds_and_says_where_it_ends(tmp_path):
    text = HEADER + "".join(f"o{number},CNY,{number}.00,title {number * 7919}\n" for number in range(20_000))
    packed = gzip.compress(text.encode())
    (tmp_path / "shop.csv.gz").write_bytes(packed[: len(packed) // 2])
    drafts, bad = read(tmp_path)
    assert 1000 < len(drafts) < 20_000
    assert codes(bad) == [(len(drafts) + 2, "truncated_gzip")]


def test_two_rows_that_contradict_each_other_about_the_order_hold_it_back(tmp_path):
    body = "a,1,shipped\na,2,delivered\nb,1,shipped\n"
    drafts, bad = _read(tmp_path, body, header="order_id,line,status\n")
    assert list(drafts) == ["b"] and codes(bad) == [(3, "unequal_repeat"), (3, "order_held_back")]


def test_every_reason_has_a_sentence_in_three_languages():
    sentences = reasons()
    assert TEXTS.exists() and all(set(entry) == {"en", "zh", "ru"} for entry in sentences.values())
    for entry in sentences.values():
        for text in entry.values():
            text.format(column="c", value="v", order="o")


def test_the_report_is_a_table_that_no_spreadsheet_takes_for_formulas(tmp_path):
    _, bad = _read(tmp_path, "=cmd(),CNY,-1.00,t\n")
    with (tmp_path / "report.csv").open("w") as stream:
        report = Report(stream, "ru")
        for row in bad:
            report.add(row)
    lines = (tmp_path / "report.csv").read_text().splitlines()
    assert report.lost == 1 and lines[0].startswith("file,line,order,code")
    assert lines[1].startswith("shop.csv,2,'=cmd(),negative_amount,price,'-1.00,")
