"""A link was not read, and why."""

import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Collection
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, IncompleteRead
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import quote, urljoin, urlsplit

from tracker.vocabulary.evidence import Amiss


class Unread(Exception):
    """A link was not read. `why` says why; `code` is the number of the answer, 0 without any."""

    def __init__(self, why: Amiss, code: int = 0) -> None:
        super().__init__(why)
        self.why, self.code = why, code


MOST_TRIED = 4  # addresses of one name
PORTS = {"http": 80, "https": 443}
UNRESERVED = "/%:=&?~+!$,;'@()*[]"  # what a link may hold beside letters, as it was typed
TRANSLATED = ip_network("64:ff9b::/96")  # the last four bytes are an address of the old kind


@dataclass(frozen=True, slots=True)
class Place:
    """Where a link leads: what is asked for, of which host."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def is_secret(self) -> bool:
        return self.scheme == "https"


def place_of(url: str, *, after: str = "") -> Place:
    """What a link says, seen from the page `after` that led to it.

    Raises Unread for what is no link of the web.
    """
    try:
        parts = urlsplit(urljoin(after, url))
        host = (parts.hostname or "").encode("idna").decode() if parts.hostname else ""
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError as error:  # UnicodeError too: a name that can't be one
        raise Unread(Amiss.NO_LINK) from error
    if parts.scheme not in PORTS or not host:
        raise Unread(Amiss.NO_LINK)
    path = quote(parts.path or "/", safe=UNRESERVED)
    query = f"?{quote(parts.query, safe=UNRESERVED)}" if parts.query else ""
    return Place(parts.scheme, host, port, path + query)


def addresses_of(place: Place, *, opened_to: Collection[str] = ()) -> list[str]:
    """The addresses to connect to, in the resolver's order: all of them in the open network.

    Raises Unread for a name that nobody knows, and for one of whose addresses any is inner, but
    those `opened_to`.
    """
    try:
        found = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        unknown = error.errno in (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", None))
        raise Unread(Amiss.NO_NAME if unknown else Amiss.NAMES_SILENT) from error
    except (OSError, UnicodeError) as error:
        raise Unread(Amiss.NO_NAME) from error
    addresses = list(dict.fromkeys(str(address[4][0]) for address in found))
    if any(one not in opened_to and not is_open(one) for one in addresses):
        raise Unread(Amiss.INNER)
    return addresses[:MOST_TRIED]


def is_open(address: str) -> bool:
    """Whether it is an address of the open network: not private, loopback, multicast or reserved.

    One that only carries an address of the old kind is as open as that.
    """
    try:
        meant = _meant(ip_address(address))
    except ValueError:  # with a scope: of this cable alone
        return False
    return meant.is_global and not (
        meant.is_multicast
        or meant.is_reserved
        or meant.is_unspecified
        or meant.is_loopback
        or meant.is_link_local
        or meant.is_private
    )


def _meant(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return address.ipv4_mapped
        if address in TRANSLATED:
            return IPv4Address(int(address) & 0xFFFFFFFF)
    return address


LARGEST = 5_000_000  # bytes of a page
MOST_PASSED_ON = 5  # times that a page may lead to another
PIECE = 65_536
PASSED_ON = (301, 302, 303, 307, 308)
KEPT_OUT = (401, 402, 403, 405, 407, 429, 451)
HEADERS = {"User-Agent": "Heed/1 (checks links)", "Accept": "*/*", "Accept-Encoding": "identity"}


@dataclass(frozen=True, slots=True)
class Page:
    """What a link led to."""

    content: bytes
    kind: str  # as declared: "text/html; charset=utf-8"


def fetch(
    url: str,
    *,
    timeout: float,
    wait: Callable[[str], None] = lambda _host: None,
    opened_to: Collection[str] = (),
) -> Page:
    """The page that a link leads to. `wait` is asked before each request to a host.

    Raises Unread when it leads to none within `timeout` seconds a request, or to an inner
    address, at once or passed on, but those `opened_to`.
    """
    place = place_of(url)
    for _turn in range(MOST_PASSED_ON + 1):
        wait(place.host)
        try:
            page, onward = _asked(place, timeout, opened_to)
        except TimeoutError as error:
            raise Unread(Amiss.TOO_SLOW) from error
        except ssl.SSLError as error:
            raise Unread(Amiss.UNTRUSTED) from error
        except (OSError, HTTPException, ValueError) as error:
            raise Unread(Amiss.NO_ANSWER) from error
        if page is not None:
            return page
        url = _address_of(place)
        place = place_of(onward, after=url)
    raise Unread(Amiss.IN_CIRCLES)


def _asked(place: Place, timeout: float, opened_to: Collection[str]) -> tuple[Page | None, str]:
    """A page, or where the answer passes on to."""
    connection = _Connection(place, addresses_of(place, opened_to=opened_to), timeout)
    try:
        connection.request("GET", place.path, headers=HEADERS)
        answer = connection.getresponse()
        onward = answer.headers.get("Location", "")
        if answer.status in PASSED_ON and onward:
            return None, onward
        _check(answer.status)
        return Page(_content(answer), answer.headers.get("Content-Type", "")), ""
    finally:
        connection.end()
        connection.check_in_time()


def _check(status: int) -> None:
    if status in (404, 410):
        raise Unread(Amiss.GONE, status)
    if status in KEPT_OUT:
        raise Unread(Amiss.KEPT_OUT, status)
    if not 200 <= status < 300:
        raise Unread(Amiss.FAILS, status)


def _content(answer: HTTPResponse) -> bytes:
    content = b""
    while piece := answer.read1(PIECE):
        content += piece
        if len(content) > LARGEST:
            raise Unread(Amiss.TOO_LARGE)
    if answer.length:  # still to come: the other side broke off
        raise IncompleteRead(content, answer.length)
    if answer.headers.get("Content-Encoding", "identity").lower() in ("gzip", "deflate"):
        return _unpacked(content)
    return content


def _unpacked(content: bytes) -> bytes:
    """What a site packed although it was asked not to; never more than the largest page."""
    unpacking = zlib.decompressobj(wbits=47)  # gzip or zlib, as its head says
    try:
        unpacked = unpacking.decompress(content, LARGEST)
    except zlib.error as error:
        raise Unread(Amiss.NO_ANSWER) from error
    if unpacking.unconsumed_tail:
        raise Unread(Amiss.TOO_LARGE)
    return unpacked


def _address_of(place: Place) -> str:
    host = f"[{place.host}]" if ":" in place.host else place.host
    return f"{place.scheme}://{host}:{place.port}{place.path}"


class _Connection(HTTPConnection):
    """A connection to one of these addresses and to no other, cut off when its time is over."""

    def __init__(self, place: Place, addresses: list[str], seconds: float) -> None:
        super().__init__(place.host, place.port, timeout=seconds)
        self.default_port = 443 if place.is_secret else 80
        self.context = ssl.create_default_context() if place.is_secret else None
        self.addresses, self.ends = addresses, time.monotonic() + seconds
        self.watch: threading.Timer | None = None
        self.line: socket.socket | None = None

    def connect(self) -> None:
        sock = self._first()
        self.line = sock.dup()  # TLS takes the other one over
        self.watch = threading.Timer(max(0, self.ends - time.monotonic()), self._cut)
        self.watch.daemon = True
        self.watch.start()
        self.sock = sock
        if self.context:
            self.sock = self.context.wrap_socket(sock, server_hostname=self.host)

    def end(self) -> None:
        """Close for good: `close` itself is called while an answer is still being read."""
        self.close()
        if self.watch:
            self.watch.cancel()
            self.watch.join()
        if self.line:
            self.line.close()
            self.line = None

    def check_in_time(self) -> None:
        """Raises TimeoutError once the time is over: what was read may have been cut off."""
        if time.monotonic() >= self.ends:
            raise TimeoutError

    def _first(self) -> socket.socket:
        failed: OSError = OSError("no address")
        for address in self.addresses:
            left = self.ends - time.monotonic()
            if left <= 0:
                break
            try:
                return socket.create_connection((address, self.port), timeout=left)
            except OSError as error:
                failed = error
        raise failed

    def _cut(self) -> None:
        try:
            if self.line:
                self.line.shutdown(socket.SHUT_RDWR)
        except OSError:  # closed on the other side
            return
