"""Read the page of a link, and no address of the internal network."""

import socket
import ssl
import time
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import httpcore
import httpx

from tracker.vocabulary.evidence import EvidenceFault

MAX_ADDRESSES = 4  # addresses of one name
MAX_PORT = 65_535
MAX_BYTES = 5_000_000  # bytes of a page
MAX_REDIRECTS = 5  # times that a page may lead to another
STATUS_FAULTS = {
    **dict.fromkeys((404, 410), EvidenceFault.NOT_FOUND),
    **dict.fromkeys((401, 402, 403, 405, 407, 429, 451), EvidenceFault.ACCESS_DENIED),
}
NAT64_NETWORK = ip_network("64:ff9b::/96")  # the last four bytes are an IPv4 address
PUBLIC_NETWORKS = (ip_network("0.0.0.0/0"), ip_network("2000::/3"))  # without fec0::/10
OLD_RELAYS = ip_network("192.88.99.0/24")  # into 6to4


class LinkNotRead(Exception):
    """Link that could not be read, and why; `code` is the HTTP status, 0 without an answer."""

    def __init__(self, fault: EvidenceFault, code: int = 0) -> None:
        super().__init__(fault)
        self.fault, self.code = fault, code


def is_public_address(address: str) -> bool:
    """Return whether an address is public: not private, loopback, multicast or reserved.

    An IPv6 address that carries an IPv4 address is judged by that, but tunnels (6to4, Teredo) are
    private as a whole.
    """
    try:
        target = _unwrap_address(ip_address(address))
    except ValueError:  # with a scope: of this link alone
        return False
    return (
        target.is_global  # not private, loopback, link-local or unspecified
        and any(target in network for network in PUBLIC_NETWORKS)
        and target not in OLD_RELAYS
        and not (target.is_multicast or target.is_reserved)
    )


def _unwrap_address(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    match address:
        case IPv6Address(ipv4_mapped=IPv4Address() as carried):
            return carried
        case IPv6Address() if address in NAT64_NETWORK:
            return IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def resolve_addresses(host: str, port: int, *, allowed: Collection[str] = ()) -> list[str]:
    """Return the addresses to connect to, in the resolver's order; all of them are public.

    Raises LinkNotRead for an unknown name, and if any address is neither public nor `allowed`.
    """
    try:
        resolved = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        is_unknown = error.errno in (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", None))
        raise LinkNotRead(
            EvidenceFault.HOST_NOT_FOUND if is_unknown else EvidenceFault.DNS_TIMEOUT
        ) from error
    except UnicodeError as error:  # a name that can't be one
        raise LinkNotRead(EvidenceFault.NOT_A_WEB_PAGE) from error
    except OSError as error:
        raise LinkNotRead(EvidenceFault.HOST_NOT_FOUND) from error
    addresses = list(dict.fromkeys(str(address[4][0]) for address in resolved))
    if not all(address in allowed or is_public_address(address) for address in addresses):
        raise LinkNotRead(EvidenceFault.PRIVATE_ADDRESS)
    return addresses[:MAX_ADDRESSES]


class TimedStream(httpcore.NetworkStream):
    """Connection that is read and written until its time is over, however slowly bytes come."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self.stream, self.deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what has come, at most `max_bytes`."""
        return self.stream.read(max_bytes, self._remaining())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all bytes."""
        self.stream.write(buffer, self._remaining())

    def close(self) -> None:
        """Close the connection."""
        self.stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """Encrypt the connection. Raises LinkNotRead for a certificate that can't be trusted."""
        try:
            stream = self.stream.start_tls(ssl_context, server_hostname, self._remaining())
        except httpcore.ConnectError as error:
            if isinstance(error.__cause__, ssl.SSLError):
                raise LinkNotRead(EvidenceFault.BAD_CERTIFICATE) from error
            raise
        return TimedStream(stream, self.deadline)

    def _remaining(self) -> float:
        if (remaining := self.deadline - time.monotonic()) <= 0:
            raise httpcore.ReadTimeout
        return remaining


class PublicNetwork(httpcore.SyncBackend):
    """Network in which a name is resolved once, and only a public address of it connected to."""

    def __init__(self, *, timeout: float, allowed: Collection[str]) -> None:
        self.timeout, self.allowed = timeout, allowed

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address that answers, for `self.timeout` seconds in all."""
        deadline = time.monotonic() + self.timeout
        failure: Exception = httpcore.ConnectError("no address")
        for address in resolve_addresses(host, port, allowed=self.allowed):
            remaining = max(deadline - time.monotonic(), 0.001)
            try:
                return TimedStream(super().connect_tcp(address, port, remaining), deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure


class ResponseStream(httpx.SyncByteStream):
    """Body of an answer, as it comes."""

    def __init__(self, answer: httpcore.Response) -> None:
        self.answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self.answer.iter_stream()

    def close(self) -> None:
        """End the request."""
        self.answer.close()


class PublicTransport(httpx.BaseTransport):
    """Transport to public addresses. No connection is used twice, so each redirect is checked."""

    def __init__(self, *, timeout: float, allowed: Collection[str]) -> None:
        self.pool = httpcore.ConnectionPool(
            ssl_context=ssl.create_default_context(),
            max_keepalive_connections=0,
            network_backend=PublicNetwork(timeout=timeout, allowed=allowed),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; the body of its answer is read later."""
        url = request.url
        if url.scheme not in ("http", "https") or not url.host or (url.port or 0) > MAX_PORT:
            raise LinkNotRead(EvidenceFault.NOT_A_WEB_PAGE)
        target = httpcore.URL(
            scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
        )
        answer = self.pool.handle_request(
            httpcore.Request(request.method, target, headers=request.headers.raw)
        )
        return httpx.Response(answer.status, headers=answer.headers, stream=ResponseStream(answer))

    def close(self) -> None:
        """Close what is open."""
        self.pool.close()


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
    transport = PublicTransport(timeout=timeout, allowed=allowed_addresses)
    try:
        with httpx.Client(
            transport=transport,
            headers={"User-Agent": "Heed/1 (checks links)", "Accept-Encoding": "identity"},
            trust_env=False,
        ) as client:
            return _follow(client, url, wait)
    except (httpx.InvalidURL, UnicodeError) as error:  # also a name that IDNA does not allow
        raise LinkNotRead(EvidenceFault.NOT_A_WEB_PAGE) from error
    except httpcore.TimeoutException as error:
        raise LinkNotRead(EvidenceFault.TOO_SLOW) from error
    except (httpcore.NetworkError, httpcore.ProtocolError, httpx.HTTPError, OSError) as error:
        raise LinkNotRead(EvidenceFault.NO_ANSWER) from error


def _follow(client: httpx.Client, url: str, wait: Callable[[str], None]) -> Page:
    request = client.build_request("GET", url)
    for _attempt in range(MAX_REDIRECTS + 1):
        wait(request.url.host)
        with closing(client.send(request, stream=True)) as response:
            if response.next_request is None:
                if not response.is_success:
                    status = response.status_code
                    raise LinkNotRead(STATUS_FAULTS.get(status, EvidenceFault.SERVER_ERROR), status)
                return Page(_read_content(response), response.headers.get("Content-Type", ""))
            request = response.next_request
    raise LinkNotRead(EvidenceFault.REDIRECT_LOOP)


def _read_content(response: httpx.Response) -> bytes:
    content = b""
    for chunk in response.iter_raw():
        content += chunk
        if len(content) > MAX_BYTES:
            raise LinkNotRead(EvidenceFault.TOO_LARGE)
    encoding = response.headers.get("Content-Encoding", "identity").lower()
    return _decompress(content) if encoding in ("gzip", "deflate") else content


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
