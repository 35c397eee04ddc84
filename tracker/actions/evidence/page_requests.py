"""Read the page of a link, and no address of the internal network."""

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

from tracker.vocabulary.evidence import EvidenceFault


class LinkNotRead(Exception):
    """Link that could not be read, and why; `code` is the HTTP status, 0 without an answer."""

    def __init__(self, fault: EvidenceFault, code: int = 0) -> None:
        super().__init__(fault)
        self.fault, self.code = fault, code


MAX_ADDRESSES = 4  # addresses of one name
PORTS = {"http": 80, "https": 443}
UNRESERVED = "/%:=&?~+!$,;'@()*[]"  # characters of a link that are sent as typed
NAT64_NETWORK = ip_network("64:ff9b::/96")  # the last four bytes are an IPv4 address


@dataclass(frozen=True, slots=True)
class UrlTarget:
    """Target of a request: host, port and path."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def is_https(self) -> bool:
        """Whether the connection is encrypted."""
        return self.scheme == "https"


def parse_url(url: str, *, base: str = "") -> UrlTarget:
    """Parse a link, relative to the page `base` that led to it.

    Raises LinkNotRead for anything but an http or https address.
    """
    try:
        parts = urlsplit(urljoin(base, url))
        host = (parts.hostname or "").encode("idna").decode() if parts.hostname else ""
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError as error:  # UnicodeError too: a name that can't be one
        raise LinkNotRead(EvidenceFault.NOT_A_WEB_PAGE) from error
    if parts.scheme not in PORTS or not host:
        raise LinkNotRead(EvidenceFault.NOT_A_WEB_PAGE)
    path = quote(parts.path or "/", safe=UNRESERVED)
    query = f"?{quote(parts.query, safe=UNRESERVED)}" if parts.query else ""
    return UrlTarget(parts.scheme, host, port, path + query)


def resolve_addresses(target: UrlTarget, *, allowed_addresses: Collection[str] = ()) -> list[str]:
    """Return the addresses to connect to, in the resolver's order; all of them are public.

    Raises LinkNotRead for an unknown name, and if any address is not public, except for
    `allowed_addresses`.
    """
    try:
        resolved = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        unknown = error.errno in (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", None))
        raise LinkNotRead(
            EvidenceFault.HOST_NOT_FOUND if unknown else EvidenceFault.DNS_TIMEOUT
        ) from error
    except (OSError, UnicodeError) as error:
        raise LinkNotRead(EvidenceFault.HOST_NOT_FOUND) from error
    addresses = list(dict.fromkeys(str(address[4][0]) for address in resolved))
    if not all(a in allowed_addresses or is_public_address(a) for a in addresses):
        raise LinkNotRead(EvidenceFault.PRIVATE_ADDRESS)
    return addresses[:MAX_ADDRESSES]


def is_public_address(address: str) -> bool:
    """Return whether an address is public: not private, loopback, multicast or reserved.

    An IPv6 address that carries an IPv4 address is judged by that.
    """
    try:
        target = _unwrap_address(ip_address(address))
    except ValueError:  # with a scope: of this link alone
        return False
    return target.is_global and not (
        target.is_multicast
        or target.is_reserved
        or target.is_unspecified
        or target.is_loopback
        or target.is_link_local
        or target.is_private
    )


def _unwrap_address(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return address.ipv4_mapped
        if address in NAT64_NETWORK:
            return IPv4Address(int(address) & 0xFFFFFFFF)
    return address


MAX_BYTES = 5_000_000  # bytes of a page
MAX_REDIRECTS = 5  # times that a page may lead to another
CHUNK_SIZE = 65_536
REDIRECTS = (301, 302, 303, 307, 308)
REFUSALS = (401, 402, 403, 405, 407, 429, 451)
HEADERS = {"User-Agent": "Heed/1 (checks links)", "Accept": "*/*", "Accept-Encoding": "identity"}


@dataclass(frozen=True, slots=True)
class Page:
    """Content that a link led to."""

    content: bytes
    kind: str  # as declared: "text/html; charset=utf-8"


def fetch_page(
    url: str,
    *,
    timeout: float,
    wait: Callable[[str], None] = lambda _host: None,
    allowed_addresses: Collection[str] = (),
) -> Page:
    """Return the page that a link leads to; `wait` is called before each request to a host.

    Raises LinkNotRead unless a page is read within `timeout` seconds a request; also if the link or
    a redirect leads to an address that is neither public nor in `allowed_addresses`.
    """
    target = parse_url(url)
    for _attempt in range(MAX_REDIRECTS + 1):
        wait(target.host)
        try:
            page, location = _request(target, timeout, allowed_addresses)
        except TimeoutError as error:
            raise LinkNotRead(EvidenceFault.TOO_SLOW) from error
        except ssl.SSLError as error:
            raise LinkNotRead(EvidenceFault.BAD_CERTIFICATE) from error
        except (OSError, HTTPException, ValueError) as error:
            raise LinkNotRead(EvidenceFault.NO_ANSWER) from error
        if page is not None:
            return page
        url = _url_of(target)
        target = parse_url(location, base=url)
    raise LinkNotRead(EvidenceFault.REDIRECT_LOOP)


def _request(
    target: UrlTarget, timeout: float, allowed_addresses: Collection[str]
) -> tuple[Page | None, str]:
    """Request a page; return it, or the location that it redirects to."""
    addresses = resolve_addresses(target, allowed_addresses=allowed_addresses)
    connection = _Connection(target, addresses, timeout)
    try:
        connection.request("GET", target.path, headers=HEADERS)
        answer = connection.getresponse()
        location = answer.headers.get("Location", "")
        if answer.status in REDIRECTS and location:
            return None, location
        _check_status(answer.status)
        return Page(_read_content(answer), answer.headers.get("Content-Type", "")), ""
    finally:
        connection.end()
        connection.check_in_time()


def _check_status(status: int) -> None:
    if status in (404, 410):
        raise LinkNotRead(EvidenceFault.NOT_FOUND, status)
    if status in REFUSALS:
        raise LinkNotRead(EvidenceFault.ACCESS_DENIED, status)
    if not 200 <= status < 300:
        raise LinkNotRead(EvidenceFault.SERVER_ERROR, status)


def _read_content(answer: HTTPResponse) -> bytes:
    content = b""
    while chunk := answer.read1(CHUNK_SIZE):
        content += chunk
        if len(content) > MAX_BYTES:
            raise LinkNotRead(EvidenceFault.TOO_LARGE)
    if answer.length:  # still to come: the other side broke off
        raise IncompleteRead(content, answer.length)
    if answer.headers.get("Content-Encoding", "identity").lower() in ("gzip", "deflate"):
        return _decompress(content)
    return content


def _decompress(content: bytes) -> bytes:
    """Decompress content that a site compressed although asked not to; at most MAX_BYTES."""
    decompressor = zlib.decompressobj(wbits=47)  # gzip or zlib, by its header
    try:
        decompressed = decompressor.decompress(content, MAX_BYTES)
    except zlib.error as error:
        raise LinkNotRead(EvidenceFault.NO_ANSWER) from error
    if decompressor.unconsumed_tail:
        raise LinkNotRead(EvidenceFault.TOO_LARGE)
    return decompressed


def _url_of(target: UrlTarget) -> str:
    host = f"[{target.host}]" if ":" in target.host else target.host
    return f"{target.scheme}://{host}:{target.port}{target.path}"


class _Connection(HTTPConnection):
    """Connection to one of the given addresses and to no other, closed when its time is over."""

    def __init__(self, target: UrlTarget, addresses: list[str], seconds: float) -> None:
        super().__init__(target.host, target.port, timeout=seconds)
        self.default_port = 443 if target.is_https else 80
        self.context = ssl.create_default_context() if target.is_https else None
        self.addresses, self.deadline = addresses, time.monotonic() + seconds
        self.timer: threading.Timer | None = None
        self.socket_copy: socket.socket | None = None

    def connect(self) -> None:
        """Connect to the first address that answers."""
        sock = self._connect_to_first()
        self.socket_copy = sock.dup()  # TLS takes over the original
        self.timer = threading.Timer(max(0, self.deadline - time.monotonic()), self._shut_down)
        self.timer.daemon = True
        self.timer.start()
        self.sock = sock
        if self.context:
            self.sock = self.context.wrap_socket(sock, server_hostname=self.host)

    def end(self) -> None:
        """Close for good; `close` itself is called while an answer is still being read."""
        self.close()
        if self.timer:
            self.timer.cancel()
            self.timer.join()
        if self.socket_copy:
            self.socket_copy.close()
            self.socket_copy = None

    def check_in_time(self) -> None:
        """Raise TimeoutError once the time is over: the answer may have been cut off."""
        if time.monotonic() >= self.deadline:
            raise TimeoutError

    def _connect_to_first(self) -> socket.socket:
        failure: OSError = OSError("no address")
        for address in self.addresses:
            remaining = self.deadline - time.monotonic()
            if remaining <= 0:
                break
            try:
                return socket.create_connection((address, self.port), timeout=remaining)
            except OSError as error:
                failure = error
        raise failure

    def _shut_down(self) -> None:
        try:
            if self.socket_copy:
                self.socket_copy.shutdown(socket.SHUT_RDWR)
        except OSError:  # closed on the other side
            return
