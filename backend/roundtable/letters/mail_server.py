"""The mail server that letters are handed to, as an address says it, and who they are from."""

import contextlib
import ipaddress
import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

from roundtable.core.addresses import address_of
from roundtable.core.errors import Problem
from roundtable.letters.calendar import Party

_SENDER = re.compile(r'"?(?P<name>[^"<>\r\n]*?)"? ?<(?P<address>[^<>]+)>|(?P<alone>[^<>]+)')
_PORTS = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True)
class MailServer:
    """Where, how it is entered, and as whom."""

    host: str
    port: int
    # From the first byte on, or by STARTTLS: without which it is not gone on, where it is asked for.
    tls_from_start: bool
    start_tls: bool
    user: str | None = None
    password: str = field(default="", repr=False)


def mail_server_of(url: str) -> MailServer:
    """Of `smtp://user:password@host:port` or `smtps://…`; `?tls=none` goes without, `?tls=required` never.

    Left out, it is required but for this machine itself. Raises ValueError, without what the address holds.
    """
    parts = urlsplit(url)
    try:
        host, port = parts.hostname, parts.port
    except ValueError:
        raise ValueError("its port is no port") from None
    if parts.scheme not in _PORTS or not host:
        raise ValueError("it must be smtp://host or smtps://host, with user:password@ before and :port after the host")
    asked = parse_qsl(parts.query, keep_blank_values=True)
    if parts.path.strip("/") or parts.fragment or asked not in ([], [("tls", "none")], [("tls", "required")]):
        raise ValueError("after the host and the port stands nothing, or ?tls=none, or ?tls=required")
    is_here = _is_this_machine(host)
    from_start = parts.scheme == "smtps"
    start_tls = not from_start and (not is_here if not asked else asked == [("tls", "required")])
    user = unquote(parts.username) if parts.username else None
    if user and not (from_start or start_tls or is_here):
        raise ValueError("a password goes to another machine by TLS alone")
    return MailServer(host, port or _PORTS[parts.scheme], from_start, start_tls, user, unquote(parts.password or ""))


def sender_of(text: str) -> Party:
    """Of `Name <address>`, or an address. Raises ValueError."""
    found = _SENDER.fullmatch(text)
    with contextlib.suppress(Problem):
        if found:
            return Party(found["name"] or "Roundtable", address_of(found["address"] or found["alone"], []))
    raise ValueError("it must be an address, or a name and an address as Name <name@host>")


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
