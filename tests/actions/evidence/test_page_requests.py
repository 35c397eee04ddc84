"""A link never makes the server read its own network."""

import datetime
import gzip
import socket
import ssl
import time

import pytest

from tests.helpers import web_sites
from tests.helpers.web_sites import HERE
from tracker.actions.evidence.checks import hash_page
from tracker.actions.evidence.page_requests import (
    MAX_BYTES,
    LinkNotRead,
    Page,
    fetch_page,
    is_public_address,
)
from tracker.vocabulary.evidence import EvidenceFault

INNER = """
127.0.0.1 127.8.8.8 0.0.0.0 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 192.0.2.1
198.18.0.1 224.0.0.1 240.0.0.1 255.255.255.255 ::1 :: fe80::1 fe80::1%eth0 fc00::1 fd12::1 ff02::1
::ffff:127.0.0.1 ::ffff:10.0.0.1 64:ff9b::7f00:1 64:ff9b::a00:1 2002:7f00:1:: 2001:db8::1
::127.0.0.1 ::10.0.0.1 fec0::1 feff::1 2002:a00:1::1 2002:c0a8:101::1 2002:808:808::1 3fff::1
2001::1 2001:0:808:808::f5f5:f5f5 2001:2::1 64:ff9b::c0a8:101 64:ff9b::e000:1 64:ff9b:1::808:808
::ffff:192.168.1.1 ::ffff:224.0.0.1 100::1 4000::1 5f00::1 ff0e::1 192.88.99.1 203.0.113.1
"""


class TestAddresses:
    @pytest.mark.parametrize("address", INNER.split())
    def test_that_are_inner_are_known_however_they_are_written(self, address):
        assert not is_public_address(address)

    @pytest.mark.parametrize(
        "address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
    )
    def test_of_the_open_network_are_let_through(self, address):
        assert is_public_address(address)

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
        with pytest.raises(LinkNotRead) as refused:
            fetch_page(url, timeout=5)

        assert refused.value.fault == EvidenceFault.PRIVATE_ADDRESS

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
            "http://example.org/\r\nHost: x",
            "http://xn--.example/",
            "http://xn--i-7iq.example/",
            "//",
            "",
        ],
    )
    def test_that_are_none_lead_nowhere(self, url):
        with pytest.raises(LinkNotRead) as refused:
            fetch_page(url, timeout=5)

        assert refused.value.fault == EvidenceFault.NOT_A_WEB_PAGE

    def test_may_have_accents(self, site):
        site.says("/ligji%20p%C3%ABr%20t%C3%AB?q=%C3%AB", "Law")

        assert b"Law" in read(site.url("/ligji për të?q=ë#below")).content

    def test_are_resolved_once_for_each_request(self, site, monkeypatch):
        """A name that leads elsewhere when it is asked again is not followed there."""
        resolve, answers = socket.getaddrinfo, iter([HERE, "10.0.0.1"])

        def rebinding(host, *args, **options):
            host = next(answers) if host == "rebinding.example" else host
            return resolve(host, *args, **options)

        monkeypatch.setattr(socket, "getaddrinfo", rebinding)
        site.says("/", "Law")

        assert b"Law" in read(site.url("/", host="rebinding.example")).content
        assert why(site.url("/", host="rebinding.example")) == EvidenceFault.PRIVATE_ADDRESS

    def test_are_not_logged_at_any_level(self, site, caplog):
        caplog.set_level("DEBUG")

        read(site.says("/secret", "Law"))

        assert not caplog.text

    def test_of_a_page_passed_on_to_have_a_name_that_can_be_one(self, site):
        site.answers("/on", 302, Location="http://xn--i-7iq.example/")

        assert why(site.url("/on")) == EvidenceFault.NOT_A_WEB_PAGE

    def test_of_a_page_passed_on_to_are_looked_at_again(self, site):
        site.answers("/on", 302, Location=site.url("/inner", host="127.0.0.2"))

        with pytest.raises(LinkNotRead) as refused:
            fetch_page(site.url("/on"), timeout=5, allowed_addresses=[HERE])

        assert refused.value.fault == EvidenceFault.PRIVATE_ADDRESS
        assert not site.asked["/inner"]

    def test_are_never_opened_without_being_named(self, site):
        with pytest.raises(LinkNotRead) as refused:
            fetch_page(site.says("/", "Law"), timeout=5)

        assert refused.value.fault == EvidenceFault.PRIVATE_ADDRESS
        assert not site.asked["/"]


def read(url, timeout=5.0):
    return fetch_page(url, timeout=timeout, allowed_addresses=[HERE])


def why(url, timeout=5.0):
    with pytest.raises(LinkNotRead) as refused:
        read(url, timeout)
    return refused.value.fault


def drip(handler):
    """One byte now and then: no wait for a byte is ever long."""
    handler.send_response(200)
    handler.end_headers()
    for _byte in range(100):
        try:
            handler.wfile.write(b"x")
            time.sleep(0.1)
        except OSError:
            return


def cut_off(handler):
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b"half")
    handler.close_connection = True


def without_end(handler):
    handler.send_response(200)
    handler.end_headers()
    try:
        for _piece in range(MAX_BYTES // 50_000 * 10):
            handler.wfile.write(b"x" * 50_000)
    except OSError:
        return


class TestAPage:
    def test_is_read_as_it_is(self, site):
        page = read(site.says("/law", "Article 1"))

        assert b"Article 1" in page.content
        assert page.kind == "text/html"

    def test_is_found_where_it_moved_to(self, site):
        site.says("/new", "Law")
        site.answers("/older", 301, Location="new")

        assert b"Law" in read(site.answers("/old", 307, Location="/older")).content

    def test_that_goes_round_in_circles_is_given_up(self, site):
        assert why(site.answers("/a", 302, Location="/a")) == EvidenceFault.REDIRECT_LOOP
        assert len(site.asked["/a"]) == 6

    def test_that_passes_on_to_a_file_is_none(self, site):
        assert (
            why(site.answers("/a", 302, Location="file:///etc/passwd"))
            == EvidenceFault.NOT_A_WEB_PAGE
        )

    @pytest.mark.parametrize(
        ("status", "expected_fault"),
        [
            (404, EvidenceFault.NOT_FOUND),
            (410, EvidenceFault.NOT_FOUND),
            (500, EvidenceFault.SERVER_ERROR),
            (503, EvidenceFault.SERVER_ERROR),
            (400, EvidenceFault.SERVER_ERROR),
            (403, EvidenceFault.ACCESS_DENIED),
            (401, EvidenceFault.ACCESS_DENIED),
            (429, EvidenceFault.ACCESS_DENIED),
        ],
    )
    def test_that_is_not_there_says_how(self, site, status, expected_fault):
        assert why(site.answers("/x", status)) == expected_fault

    @pytest.mark.parametrize(
        ("action", "expected_fault"),
        [(cut_off, EvidenceFault.NO_ANSWER), (without_end, EvidenceFault.TOO_LARGE)],
    )
    def test_that_ends_too_early_or_never_is_not_complete(self, site, action, expected_fault):
        assert why(site.does("/x", action)) == expected_fault

    def test_that_comes_byte_by_byte_is_cut_off_in_time(self, site):
        began = time.monotonic()

        assert why(site.does("/x", drip), timeout=0.5) == EvidenceFault.TOO_SLOW
        assert time.monotonic() - began < 8  # the whole would take ten seconds

    def test_that_never_comes_is_too_slow(self, site):
        assert (
            why(site.does("/x", lambda _h: time.sleep(1.5)), timeout=0.3) == EvidenceFault.TOO_SLOW
        )

    def test_that_is_compressed_unasked_is_decompressed(self, site):
        site.pages["/x"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(b"Law"))

        assert read(site.url("/x")).content == b"Law"

    def test_that_unpacks_to_far_more_is_too_large(self, site):
        bomb = gzip.compress(b" " * (MAX_BYTES + 1))
        site.pages["/x"] = (200, {"Content-Encoding": "gzip"}, bomb)

        assert why(site.url("/x")) == EvidenceFault.TOO_LARGE

    def test_of_no_server_is_not_reached(self):
        with socket.create_server((HERE, 0)) as free:
            port = free.getsockname()[1]

        assert why(f"http://{HERE}:{port}/") == EvidenceFault.NO_ANSWER

    def test_of_an_unknown_name_has_its_own_fault(self):
        assert why("http://no-such-site.invalid/") in (
            EvidenceFault.HOST_NOT_FOUND,
            EvidenceFault.DNS_TIMEOUT,
        )

    def test_of_a_site_with_a_certificate_of_its_own_making_is_not_believed(self, tmp_path):
        with web_sites.site(_own_certificate(tmp_path)) as site:
            site.says("/", "Law")

            assert why(site.url("/").replace("http", "https")) == EvidenceFault.BAD_CERTIFICATE


class TestWhatIsCompared:
    def test_is_what_a_reader_sees(self):
        template = "<html><body><script>{}</script><nav>{}</nav><p>Law {}\n 5</p></body></html>"
        pages = [template.format("a()", "Home", ""), template.format("b()", "Start", "\t")]

        assert len({hash_page(Page(one.encode(), "text/html")) for one in pages}) == 1

    def test_differs_with_a_word(self):
        pages = [b"<html><p>Law 5</p></html>", b"<html><p>Law 6</p></html>"]

        assert len({hash_page(Page(one, "text/html; charset=utf-8")) for one in pages}) == 2

    def test_is_every_byte_of_what_is_no_page(self):
        pages = [b"%PDF-1.7 a", b"%PDF-1.7 b"]

        assert len({hash_page(Page(one, "application/pdf")) for one in pages}) == 2

    @pytest.mark.parametrize(
        "content", [b"", b"\xff\xfe\x00<html>", b"<html>" + b"<div>" * 100_000]
    )
    def test_is_found_of_any_bytes(self, content):
        assert len(hash_page(Page(content, "text/html"))) == 64


def _own_certificate(folder):
    """A TLS context with a certificate that nobody vouches for."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HERE)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    path = folder / "own.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context
