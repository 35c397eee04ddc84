"""A link never makes the server read its own network."""

import pytest

from tests.sites import HERE
from tracker.actions.checking.addresses import addresses_of, is_open, place_of
from tracker.actions.checking.fetching import fetch
from tracker.actions.checking.unread import Unread
from tracker.vocabulary.checking import Amiss

INNER = """
127.0.0.1 127.8.8.8 0.0.0.0 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 192.0.2.1
198.18.0.1 224.0.0.1 240.0.0.1 255.255.255.255 ::1 :: fe80::1 fe80::1%eth0 fc00::1 fd12::1 ff02::1
::ffff:127.0.0.1 ::ffff:10.0.0.1 64:ff9b::7f00:1 64:ff9b::a00:1 2002:7f00:1:: 2001:db8::1
::127.0.0.1
"""


class TestAddresses:
    @pytest.mark.parametrize("address", INNER.split())
    def test_that_are_inner_are_known_however_they_are_written(self, address):
        assert not is_open(address)

    @pytest.mark.parametrize(
        "address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
    )
    def test_of_the_open_network_are_let_through(self, address):
        assert is_open(address)

    @pytest.mark.parametrize(
        "url",
        [
            "http://localhost/",
            "http://127.1/",
            "http://2130706433/",
            "http://0x7f.0.0.1/",
            "http://[::1]/",
            "http://[::ffff:7f00:1]/",
            "https://169.254.169.254/latest/meta-data/",
            "http://0/",
        ],
    )
    def test_that_a_link_writes_another_way_are_refused_too(self, url):
        with pytest.raises(Unread) as refused:
            addresses_of(place_of(url))

        assert refused.value.why == Amiss.INNER

    @pytest.mark.parametrize(
        "url",
        [
            "ftp://example.org/",
            "file:///etc/passwd",
            "gopher://example.org:70/x",
            "javascript:alert(1)",
            "http://",
            "http://[::1/",
            "http://example.org:99999/",
            f"http://{'a' * 70}.org/",
            "//",
            "",
        ],
    )
    def test_that_are_none_lead_nowhere(self, url):
        with pytest.raises(Unread) as refused:
            place_of(url)

        assert refused.value.why == Amiss.NO_LINK

    def test_keep_accents_and_drop_what_could_break_a_line(self):
        place = place_of("https://ligj.example.org/ligji për të?q=ë\r\nHost: x#below")

        assert place.path == "/ligji%20p%C3%ABr%20t%C3%AB?q=%C3%ABHost:%20x"

    def test_of_a_page_passed_on_to_are_looked_at_again(self, site):
        site.answers("/on", 302, Location=site.url("/inner", host="127.0.0.2"))

        with pytest.raises(Unread) as refused:
            fetch(site.url("/on"), timeout=5, opened_to=[HERE])

        assert refused.value.why == Amiss.INNER
        assert not site.asked["/inner"]

    def test_are_never_opened_without_being_named(self, site):
        with pytest.raises(Unread) as refused:
            fetch(site.says("/", "Law"), timeout=5)

        assert refused.value.why == Amiss.INNER
        assert not site.asked["/"]
