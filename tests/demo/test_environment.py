"""What the sample market tells its settings before it is made."""

from hejie.demo.__main__ import environment


def test_pages_of_the_sample_market_know_where_their_live_stream_will_be():
    assert environment(8100)["HEJIE_LIVE_URL"] == ":8101"
