"""The one entry: whatever a request or a socket brought, and whom it stands for."""

from collections import OrderedDict
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx2
import structlog

from roundtable.core.actor import Actor
from roundtable.core.clock import Clock
from roundtable.core.db import Database
from roundtable.core.errors import Unproven
from roundtable.core.seal import Seal
from roundtable.identity import commands, queries
from roundtable.identity.config import Config, IdentitySettings, config_of
from roundtable.identity.oidc import SignIn
from roundtable.identity.provider import Provider
from roundtable.identity.refusals import ProviderTrouble, Refused
from roundtable.identity.tokens import Tokens

log = structlog.get_logger("roundtable.security")

LONGEST_COOKIE = 100
# Sessions that are presumed to go on, at most.
PRESUMED = 10_000
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
        # Of cookies by their hash, in the order in which they came.
        self._found: OrderedDict[str, Actor] = OrderedDict()

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
        return await self._of_session(commands.hash_of(cookie), using)

    def presumed(self, cookie: str) -> "Presumed | None":
        """Whom this stood for when it was looked up last: for a read that looks at that again by itself."""
        credential = commands.hash_of(cookie)
        actor = self._found.get(credential)
        return Presumed(self, credential, actor) if actor else None

    async def use(self, session_id: UUID, last_used_at: datetime) -> None:
        """Put off the idle end of a session that is used now."""
        now = self.clock.now()
        if now - last_used_at >= min(USE_EVERY, self.config.idle / 4):
            async with self.database.writing() as session:
                await commands.use_session(session, session_id, now, self.config.idle)

    async def _of_session(self, credential: str, using: bool) -> Actor | None:
        async with self.database.reading() as connection:
            found = await queries.session_by_hash(connection, credential, self.clock.now())
        if found is None:
            self._found.pop(credential, None)
            return None
        if using:
            await self.use(found.id, found.last_used_at)
        actor = Actor(
            membership_id=found.membership_id,
            agency_id=found.agency_id,
            role=found.role,
            practitioner_id=found.practitioner_id,
            session_id=found.id,
            expires_at=found.expires_at.timestamp(),
        )
        self._found[credential] = actor
        if len(self._found) > PRESUMED:
            self._found.popitem(last=False)
        return actor

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


class Presumed:
    """A session that was found before, and may have ended since, or act by another post."""

    def __init__(self, identity: Identity, credential: str, actor: Actor) -> None:
        self.actor, self._identity = actor, identity
        self.binds = queries.told_of(actor, credential)

    async def prove(self, last_used_at: datetime | None) -> None:
        """It goes on, and was used last then; or raises Unproven."""
        if last_used_at is None or self.actor.session_id is None:
            raise Unproven
        await self._identity.use(self.actor.session_id, last_used_at)
