"""The one entry: whatever a request or a socket brought, and whom it stands for."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import httpx2
import structlog

from roundtable.core.actor import Actor
from roundtable.core.clock import Clock
from roundtable.core.db import Database
from roundtable.core.seal import Seal
from roundtable.identity import commands, queries
from roundtable.identity.config import Config, IdentitySettings, config_of
from roundtable.identity.oidc import SignIn
from roundtable.identity.provider import Provider
from roundtable.identity.refusals import ProviderTrouble, Refused
from roundtable.identity.tokens import Tokens

log = structlog.get_logger("roundtable.security")

LONGEST_COOKIE = 100
# A session in use is not written at every request.
USE_EVERY = timedelta(minutes=1)


class Identity:
    """Opened by the process at its start, closed at its end. `transport`: see Provider."""

    def __init__(
        self,
        settings: IdentitySettings,
        database: Database,
        clock: Clock,
        seal: Seal,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        self.config: Config = config_of(settings)
        self.database, self.clock, self.seal = database, clock, seal
        self._provider = Provider(self.config, clock, transport)
        self._tokens = Tokens(self.config, self._provider, clock)
        self.sign_in = SignIn(self.config, self._provider, clock, seal)

    async def close(self) -> None:
        await self._provider.close()

    @property
    def cookie_name(self) -> str:
        return self.config.cookie

    @property
    def configured(self) -> bool:
        return self.config.issuer is not None

    async def actor(self, cookie: str | None, authorization: str | None, *, using: bool = True) -> Actor | None:
        """Whom this stands for, or None. A bearer token wins over a cookie.

        `using=False` looks without putting off the session's idle end: what a page receives is no sign of its reader.
        """
        if authorization is not None:
            return await self._of_token(authorization)
        if not cookie or len(cookie) > LONGEST_COOKIE:
            return None
        return await self._of_session(cookie, using)

    async def _of_session(self, cookie: str, using: bool) -> Actor | None:
        now = self.clock.now()
        async with self.database.reading() as connection:
            found = await queries.session_by_hash(connection, commands.hash_of(cookie), now)
        if found is None:
            return None
        if using and now - found.last_used_at >= min(USE_EVERY, self.config.idle / 4):
            async with self.database.writing() as session:
                await commands.use_session(session, found.id, now, self.config.idle)
        return Actor(
            membership_id=found.membership_id,
            agency_id=found.agency_id,
            role=found.role,
            practitioner_id=found.practitioner_id,
            session_id=found.id,
            expires_at=found.expires_at.timestamp(),
        )

    async def _of_token(self, authorization: str) -> Actor | None:
        scheme, _, token = authorization.partition(" ")
        if not self.configured or scheme.lower() != "bearer":
            return None
        claims: Mapping[str, Any] = {}
        try:
            claims = await self._tokens.claims(token.strip())
            async with self.database.reading() as connection:
                return await self._tokens.actor(claims, connection)
        except Refused as refused:
            log.warning("token refused", reason=refused.reason, client_id=claims.get("client_id"))
        except ProviderTrouble as trouble:
            log.error("token not checked: provider trouble", reason=trouble.reason)
        return None
