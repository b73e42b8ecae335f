"""Hands letters to the mail server, over one connection for as long as it goes well."""

import asyncio
import contextlib
import ssl
from collections.abc import Awaitable

from aiosmtplib import SMTP, SMTPException, SMTPResponseException, SMTPServerDisconnected

from roundtable.letters.calendar import Party
from roundtable.letters.mail_server import MailServer
from roundtable.letters.models import Failure

# Seconds: for each answer of the server's; for a letter, however it answers; and for goodbye.
ANSWERS_WITHIN, TAKEN_WITHIN, _GOODBYE = 20.0, 60.0, 2.0
# From here on an answer is a refusal for good.
_FOR_GOOD = 500
_CLOSING = 421
# Of enhanced status codes (RFC 3463): it is not this mailbox or this letter, but who may send what to whom.
_BY_POLICY = "5.7."


class Undelivered(Exception):
    """A letter that was not taken: why, with the number that the server gave, and never its words."""

    def __init__(self, failure: Failure, number: int | None = None, *, by_policy: bool = False) -> None:
        self.number = number if number is not None and 100 <= number < 600 else None
        self.failure = f"{failure}_{self.number}" if self.number else failure.value
        # It is this letter, or who it is for; else nothing is taken.
        self.is_of_letter = failure in (Failure.RECIPIENT, Failure.LETTER) and self.number not in (None, _CLOSING)
        # That one may not send through it is said of each recipient too, and somebody may mend it.
        self.is_for_good = self.is_of_letter and (self.number or 0) >= _FOR_GOOD and not by_policy
        super().__init__(self.failure)


class Carrier:
    """One connection, opened when the first letter is there. `helo` is what this machine is called."""

    def __init__(self, server: MailServer, sender: Party, helo: str) -> None:
        self._server, self._sender, self._helo = server, sender, helo
        self._smtp: SMTP | None = None

    async def carry(self, letter: bytes, to: str) -> None:
        """Returns once the server has taken it upon itself. Raises Undelivered: it has not, or nobody knows."""
        try:
            async with asyncio.timeout(TAKEN_WITHIN):
                smtp = self._smtp or await self._enter()
                await _step(Failure.SENDER, smtp.mail(self._sender.address))
                await _step(Failure.RECIPIENT, smtp.rcpt(to))
                await _step(Failure.LETTER, smtp.data(letter))
        except TimeoutError:
            self._drop()
            raise Undelivered(Failure.TIMEOUT) from None
        except Undelivered as undelivered:
            await self._go_on(undelivered)
            raise
        except BaseException:
            self._drop()
            raise

    async def close(self) -> None:
        """Say goodbye, and wait for no answer for long."""
        if self._smtp and self._smtp.is_connected:
            with contextlib.suppress(SMTPException, OSError):
                await self._smtp.quit(timeout=_GOODBYE)
        self._drop()

    async def _enter(self) -> SMTP:
        server = self._server
        self._smtp = smtp = SMTP(
            hostname=server.host,
            port=server.port,
            use_tls=server.tls_from_start,
            start_tls=False,
            local_hostname=self._helo,
            timeout=ANSWERS_WITHIN,
        )
        await _step(Failure.UNREACHABLE, smtp.connect())
        if server.start_tls:
            await _step(Failure.TLS, smtp.starttls())
        if server.user:
            await _step(Failure.SIGN_IN, smtp.login(server.user, server.password))
        return smtp

    async def _go_on(self, undelivered: Undelivered) -> None:
        """With the next letter, over the same connection, where it was this one's fault."""
        if undelivered.is_of_letter and self._smtp and self._smtp.is_connected:
            with contextlib.suppress(SMTPException, OSError):
                await self._smtp.rset()
                return
        self._drop()

    def _drop(self) -> None:
        if self._smtp:
            self._smtp.close()
        self._smtp = None


async def _step(failure: Failure, step: Awaitable[object]) -> None:
    """What the server answers may hold addresses: of what it raises only the kind and a number are kept."""
    try:
        await step
    except TimeoutError:
        raise Undelivered(Failure.TIMEOUT) from None
    except SMTPResponseException as answer:
        raise Undelivered(failure, answer.code, by_policy=answer.message.startswith(_BY_POLICY)) from None
    except SMTPServerDisconnected:
        raise Undelivered(Failure.LOST) from None
    except (SMTPException, OSError) as failed:
        is_tls = isinstance(failed, ssl.SSLError) or isinstance(failed.__cause__, ssl.SSLError)
        raise Undelivered(Failure.TLS if is_tls else failure) from None
