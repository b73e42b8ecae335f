"""Bearer tokens of scripts (RFC 9068): a client of the provider, bound to a service account's post."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from roundtable.core.actor import Actor
from roundtable.core.clock import Clock
from roundtable.identity import queries
from roundtable.identity.config import Config
from roundtable.identity.provider import Provider
from roundtable.identity.refusals import Refused
from roundtable.identity.verification import (
    Claims,
    check_audience,
    check_issuer,
    check_times,
    moment,
    signed_claims,
    text,
)

LONGEST_LIFETIME = timedelta(hours=24)


class Tokens:
    """Turns a provider's access token into the service account it stands for."""

    def __init__(self, config: Config, provider: Provider, clock: Clock) -> None:
        self._config, self._provider, self._clock = config, provider, clock

    async def claims(self, token: str) -> Claims:
        """What a good token says. Raises Refused or ProviderTrouble."""
        _, claims = await signed_claims(token, self._provider, {"at+jwt"})
        check_issuer(claims, self._provider.issuer)
        check_audience(claims, self._config.audience)
        check_times(claims, self._clock.now())
        if moment(claims, "exp") - moment(claims, "iat") > LONGEST_LIFETIME.total_seconds():
            raise Refused("lifetime")
        return claims

    async def actor(self, claims: Claims, connection: AsyncConnection) -> Actor:
        """The service account of the client. Raises Refused if it is bound to none, or the token is a person's."""
        client_id, subject = text(claims, "client_id"), text(claims, "sub")
        post = await queries.service_post(connection, self._provider.issuer, client_id, self._clock.now())
        if post is None:
            raise Refused("client_unknown")
        if subject != (post.subject or client_id):
            raise Refused("sub")
        return Actor(membership_id=post.id, agency_id=post.agency_id, role=post.role, expires_at=moment(claims, "exp"))
