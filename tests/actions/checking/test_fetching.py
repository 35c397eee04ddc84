"""A page is read for its answer and no more."""

import datetime
import gzip
import socket
import ssl
import time

import pytest

from tests import sites
from tests.sites import HERE
from tracker.actions.checking.fetching import LARGEST, Page, fetch
from tracker.actions.checking.pages import sha256_of
from tracker.actions.checking.unread import Unread
from tracker.vocabulary.checking import Amiss


def read(url, timeout=5.0):
    return fetch(url, timeout=timeout, opened_to=[HERE])


def why(url, timeout=5.0):
    with pytest.raises(Unread) as refused:
        read(url, timeout)
    return refused.value.why


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
        for _piece in range(LARGEST // 50_000 * 10):
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
        assert why(site.answers("/a", 302, Location="/a")) == Amiss.IN_CIRCLES
        assert len(site.asked["/a"]) == 6

    def test_that_passes_on_to_a_file_is_none(self, site):
        assert why(site.answers("/a", 302, Location="file:///etc/passwd")) == Amiss.NO_LINK

    @pytest.mark.parametrize(
        ("status", "amiss"),
        [
            (404, Amiss.GONE),
            (410, Amiss.GONE),
            (500, Amiss.FAILS),
            (503, Amiss.FAILS),
            (400, Amiss.FAILS),
            (403, Amiss.KEPT_OUT),
            (401, Amiss.KEPT_OUT),
            (429, Amiss.KEPT_OUT),
        ],
    )
    def test_that_is_not_there_says_how(self, site, status, amiss):
        assert why(site.answers("/x", status)) == amiss

    @pytest.mark.parametrize(
        ("deed", "amiss"),
        [(cut_off, Amiss.NO_ANSWER), (without_end, Amiss.TOO_LARGE)],
    )
    def test_that_ends_too_early_or_never_is_not_taken_for_whole(self, site, deed, amiss):
        assert why(site.does("/x", deed)) == amiss

    def test_that_comes_byte_by_byte_is_cut_off_in_time(self, site):
        began = time.monotonic()

        assert why(site.does("/x", drip), timeout=0.5) == Amiss.TOO_SLOW
        assert time.monotonic() - began < 8  # the whole would take ten seconds

    def test_that_never_comes_is_too_slow(self, site):
        assert why(site.does("/x", lambda _h: time.sleep(1.5)), timeout=0.3) == Amiss.TOO_SLOW

    def test_that_is_packed_unasked_is_unpacked(self, site):
        site.pages["/x"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(b"Law"))

        assert read(site.url("/x")).content == b"Law"

    def test_that_unpacks_to_far_more_is_too_large(self, site):
        bomb = gzip.compress(b" " * (LARGEST + 1))
        site.pages["/x"] = (200, {"Content-Encoding": "gzip"}, bomb)

        assert why(site.url("/x")) == Amiss.TOO_LARGE

    def test_of_no_server_is_not_reached(self):
        with socket.create_server((HERE, 0)) as free:
            port = free.getsockname()[1]

        assert why(f"http://{HERE}:{port}/") == Amiss.NO_ANSWER

    def test_of_a_name_that_nobody_has_is_told_apart(self):
        assert why("http://no-such-site.invalid/") in (Amiss.NO_NAME, Amiss.NAMES_SILENT)

    def test_of_a_site_with_a_certificate_of_its_own_making_is_not_believed(self, tmp_path):
        with sites.site(_own_certificate(tmp_path)) as site:
            site.says("/", "Law")

            assert why(site.url("/").replace("http", "https")) == Amiss.UNTRUSTED


class TestWhatIsCompared:
    def test_is_what_a_reader_sees(self):
        told = "<html><body><script>{}</script><nav>{}</nav><p>Law {}\n 5</p></body></html>"
        pages = [told.format("a()", "Home", ""), told.format("b()", "Start", "\t")]

        assert len({sha256_of(Page(one.encode(), "text/html")) for one in pages}) == 1

    def test_differs_with_a_word(self):
        pages = [b"<html><p>Law 5</p></html>", b"<html><p>Law 6</p></html>"]

        assert len({sha256_of(Page(one, "text/html; charset=utf-8")) for one in pages}) == 2

    def test_is_every_byte_of_what_is_no_page(self):
        pages = [b"%PDF-1.7 a", b"%PDF-1.7 b"]

        assert len({sha256_of(Page(one, "application/pdf")) for one in pages}) == 2

    @pytest.mark.parametrize(
        "content", [b"", b"\xff\xfe\x00<html>", b"<html>" + b"<div>" * 100_000]
    )
    def test_is_found_of_any_bytes(self, content):
        assert len(sha256_of(Page(content, "text/html"))) == 64


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
