"""Tables of parcels that cannot be read are refused as a whole, in words that say what a table may be."""

import csv

import pytest

from hejie.adapters import waybill_files
from tests.support.refused import refuses

ROW = "A-1;SF;SF1\n"


@pytest.mark.parametrize(
    "content",
    [b"x" * (waybill_files.LONGEST + 1), b"\xff\xfe\x00", b"\x81\x8d\x8f\x90\x9d"],
    ids=["too large", "half a mark", "no text"],
)
def test_a_file_that_is_no_text_or_too_large_is_not_read(content):
    refuses("waybill_file", waybill_files.decoded, content)


@pytest.mark.parametrize(
    "text",
    ["", "\n;;\n", ROW * (waybill_files.MOST_ROWS + 1)],
    ids=["empty", "blank", "long"],
)
def test_a_table_of_no_rows_or_too_many_is_not_read(text):
    refuses("waybill_file", waybill_files.rows, text)


def test_a_cell_that_does_not_end_is_not_read():
    refuses("waybill_file", waybill_files.rows, 'A-1;"' + "x" * (csv.field_size_limit() + 1))


def test_as_many_rows_as_go_in_are_read():
    assert len(waybill_files.rows(ROW * waybill_files.MOST_ROWS)) == waybill_files.MOST_ROWS
