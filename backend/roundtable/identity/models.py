"""Tables of who may enter: logins by invitation, bindings of scripts, and sessions."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, Text, text
from sqlmodel import Field, SQLModel

from roundtable.core.tables import instant, key, refers


def _once(name: str, *columns: str) -> Index:
    """Unique among what holds: what was withdrawn may be given again."""
    holds = text("withdrawn_at IS NULL")
    return Index(name, *columns, unique=True, sqlite_where=holds, postgresql_where=holds)


class Login(SQLModel, table=True):
    """An invitation, which holds until it is withdrawn: this subject of this issuer is this practitioner."""

    __tablename__ = "login"
    __table_args__ = (_once("ix_login_issuer_subject", "issuer", "subject"),)

    id: UUID = key()
    issuer: str = Field(max_length=500)
    subject: str = Field(max_length=255)
    practitioner_id: UUID = refers("practitioner.id")
    created_at: datetime = instant()
    withdrawn_at: datetime | None = instant(optional=True)


class ServiceBinding(SQLModel, table=True):
    """A client of an issuer acts by this post, a service account's, and never by a person's rights."""

    __tablename__ = "service_binding"
    __table_args__ = (_once("ix_service_binding_issuer_client_id", "issuer", "client_id"),)

    id: UUID = key()
    issuer: str = Field(max_length=500)
    client_id: str = Field(max_length=255)
    # The subject its tokens carry, where the provider names a script otherwise than by its client id.
    subject: str | None = Field(default=None, max_length=255)
    membership_id: UUID = refers("membership.id")
    created_at: datetime = instant()
    withdrawn_at: datetime | None = instant(optional=True)


class Session(SQLModel, table=True):
    """A sign-in that is still good. The cookie's value is not here, only its SHA-256."""

    __tablename__ = "session"

    id: UUID = key()
    token_hash: str = Field(max_length=64, unique=True)
    login_id: UUID = refers("login.id")
    practitioner_id: UUID = refers("practitioner.id")
    # The post its holder acts by: one at a time.
    membership_id: UUID = refers("membership.id")
    # The provider's own session, which a back-channel logout names.
    provider_sid: str | None = Field(default=None, max_length=255, index=True)
    # The ID token, sealed: the provider's logout asks for it back as a hint.
    id_token: str | None = Field(default=None, sa_type=Text)
    created_at: datetime = instant()
    # When its holder last proved who they are, at the provider: before it began, where the provider knew them still.
    authenticated_at: datetime = instant()
    last_used_at: datetime = instant()
    # It ends here unless used before; kept as a moment, so that SQL compares and never calculates.
    idle_until: datetime = instant()
    expires_at: datetime = instant()
    ended_at: datetime | None = instant(optional=True)
