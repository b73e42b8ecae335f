"""A real mail server for tests, on a free port, certified by a CA of its own: it takes letters, or is unkind."""

import asyncio
import contextlib
import ipaddress
import ssl
import warnings
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import cache
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from roundtable.letters.calendar import Party
from roundtable.letters.mail_server import MailServer

SENDER = Party("Roundtable", "roundtable@example.org")
USER, PASSWORD = "roundtable", "not a secret"
OK = "250 OK"
# What a server does instead of answering a step: it answers nothing, or is gone.
HANGS, DIES = "hangs", "dies"
Answer = str | Callable[[], Awaitable[str]]


@dataclass
class Mailbox:
    """What it was handed, and how it is to answer: for each step some answers first, and then well."""

    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)
    # To whom, and by whom.
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)
    answers: dict[str, list[Answer]] = field(default_factory=lambda: defaultdict(list))
    steps: list[str] = field(default_factory=list)
    # One for each connection.
    servers: list[SMTP] = field(default_factory=list)
    # Whether what came last came by TLS, and who sent it.
    by_tls: list[bool] = field(default_factory=list)
    users: list[str | None] = field(default_factory=list)
    # What who came called themselves.
    names: list[str] = field(default_factory=list)

    @property
    def connections(self) -> int:
        """How many there were."""
        return len(self.servers)

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's names
        self, server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.names.append(hostname)
        answer = await self._answer("EHLO", server)
        return responses if answer == OK else [answer]

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return await self._answer("MAIL", server)

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        answer = await self._answer("RCPT", server)
        if answer == OK:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = await self._answer("DATA", server)
        if answer in (OK, DIES):
            content = envelope.content
            assert isinstance(content, bytes)
            self._take(session, envelope, content)
        if answer == DIES:
            # Taken, and nobody is told so.
            _abort(server)
            return OK
        return answer

    def _take(self, session: Session, envelope: Envelope, content: bytes) -> None:
        letter = message_from_bytes(content, policy=default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        self.envelopes.append((envelope.mail_from or "", envelope.rcpt_tos))
        self.by_tls.append(session.ssl is not None)
        login: Any = session.auth_data
        self.users.append(login.login.decode() if login else None)

    async def _answer(self, step: str, server: SMTP) -> str:
        self.steps.append(step)
        answer = self.answers[step].pop(0) if self.answers[step] else OK
        if callable(answer):
            return await answer()
        if answer == HANGS:
            await asyncio.sleep(3600)
        if answer == DIES and step != "DATA":
            _abort(server)
        return answer


def _abort(server: SMTP) -> None:
    transport: Any = server.transport
    # One by TLS that is closed already has nothing to abort: Python says so before 3.11.4 only by failing.
    with contextlib.suppress(AttributeError):
        transport.abort()


class _Server(SMTP):
    """Its own certificate does for TLS from the first byte on as well, of which aiosmtpd knows nothing."""

    def __init__(self, mailbox: Mailbox, **options: Any) -> None:
        with warnings.catch_warnings():
            # That a password comes without TLS: it has come by it already.
            warnings.simplefilter("ignore", UserWarning)
            super().__init__(mailbox, hostname="mail.example.org", enable_SMTPUTF8=False, **options)
        self._mailbox = mailbox

    def connection_made(self, transport: Any) -> None:
        if self not in self._mailbox.servers:
            self._mailbox.servers.append(self)
        super().connection_made(transport)
        if transport.get_extra_info("sslcontext") is not None:
            assert self.session is not None
            self.session.ssl = transport.get_extra_info("peercert") or {}


def _sign_in(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any) -> AuthResult:
    assert isinstance(data, LoginPassword)
    right = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=right, handled=right, auth_data=data)


@asynccontextmanager
async def mail_server(certificate: Path | None = None, *, from_start: bool = False) -> AsyncIterator[Mailbox]:
    """With a certificate it speaks TLS, by STARTTLS or from the start, and then asks for a password."""
    mailbox, context = Mailbox(), None
    if certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate)
    options: dict[str, Any] = {}
    if context and not from_start:
        options = {"tls_context": context, "require_starttls": True}
    if context:
        options |= {"auth_required": True, "authenticator": _sign_in, "auth_require_tls": not from_start}
    loop = asyncio.get_running_loop()
    served = await loop.create_server(
        lambda: _Server(mailbox, **options), "127.0.0.1", 0, ssl=context if from_start else None
    )
    mailbox.port = served.sockets[0].getsockname()[1]
    try:
        yield mailbox
    finally:
        served.close()
        for each in mailbox.servers:
            if each.transport is not None:
                _abort(each)
        # What is aborted is closed in the loop's next round.
        await asyncio.sleep(0)
        await served.wait_closed()


def ids_of(letters: list[EmailMessage]) -> set[str]:
    """By which a mail system knows that one came twice."""
    return {letter["Message-ID"] for letter in letters}


def server_of(mailbox: Mailbox, **other: Any) -> MailServer:
    """How it is entered, without TLS unless said otherwise."""
    return MailServer(
        **{"host": "127.0.0.1", "port": mailbox.port, "tls_from_start": False, "start_tls": False, **other}
    )


@cache
def _keys() -> tuple[ec.EllipticCurvePrivateKey, ec.EllipticCurvePrivateKey]:
    return ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())


def certified(folder: Path, *names: str) -> tuple[Path, Path]:
    """A CA's certificate, and one of its for these names with its key: addresses of machines, or names."""
    ca_key, key = _keys()
    ca_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "A CA of the tests")])
    now = datetime.now(UTC)

    def made(subject: x509.Name, public: Any, *extensions: tuple[x509.ExtensionType, bool]) -> x509.Certificate:
        builder = x509.CertificateBuilder().subject_name(subject).issuer_name(ca_name).public_key(public)
        builder = builder.serial_number(x509.random_serial_number())
        builder = builder.not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(days=1))
        for extension, critical in extensions:
            builder = builder.add_extension(extension, critical)
        return builder.sign(ca_key, hashes.SHA256())

    authority = made(ca_name, ca_key.public_key(), (x509.BasicConstraints(ca=True, path_length=0), True))
    alternatives = x509.SubjectAlternativeName([_name(name) for name in names])
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
    own = made(subject, key.public_key(), (alternatives, False))
    ca_file, file = folder / "ca.pem", folder / "mail.pem"
    ca_file.write_bytes(authority.public_bytes(serialization.Encoding.PEM))
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(own.public_bytes(serialization.Encoding.PEM) + private)
    return ca_file, file


def _name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)
