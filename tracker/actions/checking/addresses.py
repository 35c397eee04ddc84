"""Which addresses a link may lead to: what somebody logs never reads the server's own network."""

import socket
from collections.abc import Collection
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import quote, urljoin, urlsplit

from tracker.actions.checking.unread import Unread
from tracker.vocabulary.checking import Amiss

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
