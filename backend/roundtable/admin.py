"""The operator's commands, at the server's own machine: who is in the directory, and who may enter."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, NoReturn, TypeVar
from urllib.parse import urlsplit

import typer
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from roundtable import console, directory
from roundtable.agencies import commands as agencies
from roundtable.agencies.models import AgencyType, Membership
from roundtable.core import ids
from roundtable.core.actor import Role
from roundtable.core.clock import Clock
from roundtable.core.db import Database
from roundtable.core.errors import Problem
from roundtable.identity import commands as identity
from roundtable.identity.config import config_of, private_transport
from roundtable.settings import Settings

app = typer.Typer(no_args_is_help=True, help="Who is in the directory, and who may enter. Each prints the ids it made.")

Choice = TypeVar("Choice", bound=StrEnum)
_WHEN = "a day (its beginning) or a moment, by this machine's time unless it says another"

AgencyId = Annotated[str, typer.Option(help="The agency, by its id.")]
RoleName = Annotated[str, typer.Option(help="What the post is for: CONTACT_POINT, PRACTITIONER, …")]
Title = Annotated[str | None, typer.Option(help="What the agency calls the post.")]
StartsAt = Annotated[str | None, typer.Option(help=f"When the post begins: {_WHEN}. Left out: now.")]
EndsAt = Annotated[str | None, typer.Option(help=f"When it ends: {_WHEN}. Left out: no end is set.")]
ClientId = Annotated[str, typer.Option(help="The script's client id at the identity provider.")]
Subject = Annotated[str | None, typer.Option(help="What its tokens have as `sub`, where that is not the client id.")]
Issuer = Annotated[str | None, typer.Option(help="The identity provider. Left out: the one this server signs in at.")]


@dataclass(frozen=True)
class Desk:
    """What an act works with: one transaction, its moment, and the settings."""

    session: AsyncSession
    now: datetime
    settings: Settings


Act = Callable[[Desk], Awaitable[list[str]]]


@app.command("add-agency")
def add_agency(
    name: Annotated[str, typer.Argument(help="What the agency is called.")],
    kind: Annotated[str, typer.Option("--type", help="What kind of body it is: POLICE, NGO, …")],
    county: Annotated[str | None, typer.Option(help="Where it works. Left out: the whole country.")] = None,
) -> None:
    """Take an agency into the directory."""

    async def act(desk: Desk) -> list[str]:
        agency = await agencies.add_agency(desk.session, name, _one_of(AgencyType, kind, "type"), county)
        return [ids.encode("agency", agency.id)]

    _perform(act)


@app.command("add-practitioner")
def add_practitioner(
    full_name: Annotated[str, typer.Argument(help="Given and family name.")],
    agency_id: AgencyId,
    role: RoleName,
    title: Title = None,
    starts_at: StartsAt = None,
    ends_at: EndsAt = None,
    namesake: Annotated[
        bool, typer.Option("--namesake", help="There is somebody of this name already, and this is another.")
    ] = False,
) -> None:
    """Take a practitioner into the directory, with a first post. Who is to enter has to be invited too."""

    async def act(desk: Desk) -> list[str]:
        given = _post(desk, agency_id, role, title, starts_at, ends_at)
        return _ids(await agencies.add_practitioner(desk.session, full_name, given, namesake=namesake))

    _perform(act)


@app.command("add-post")
def add_post(
    practitioner_id: Annotated[str, typer.Argument(help="The practitioner, by id.")],
    agency_id: AgencyId,
    role: RoleName,
    title: Title = None,
    starts_at: StartsAt = None,
    ends_at: EndsAt = None,
) -> None:
    """Give a practitioner one more post."""

    async def act(desk: Desk) -> list[str]:
        given = _post(desk, agency_id, role, title, starts_at, ends_at)
        return _ids(await agencies.add_post(desk.session, practitioner_id, given))[-1:]

    _perform(act)


@app.command("end-post")
def end_post(
    membership_id: Annotated[str, typer.Argument(help="The post, by its id.")],
    ends_at: Annotated[str | None, typer.Option(help=f"When: {_WHEN}. Left out: now.")] = None,
) -> None:
    """Let a post end, a script's too. What rests on it ends at that moment, live streams included."""

    async def act(desk: Desk) -> list[str]:
        await agencies.end_post(desk.session, membership_id, _moment(ends_at, "endsAt") or desk.now)
        return []

    _perform(act)


@app.command("invite")
def invite(
    practitioner_id: Annotated[str, typer.Argument(help="The practitioner, by id.")],
    subject: Annotated[str, typer.Argument(help="The `sub` that the identity provider knows this person by.")],
    issuer: Issuer = None,
) -> None:
    """Let a practitioner enter, whenever the identity provider vouches for them."""

    async def act(desk: Desk) -> list[str]:
        at = _issuer(desk, issuer)
        login = await identity.invite(desk.session, practitioner_id, at, subject, desk.now)
        return [ids.encode("login", login.id)]

    _perform(act)


@app.command("add-script")
def add_script(
    name: Annotated[str, typer.Argument(help="What the script is called.")],
    agency_id: AgencyId,
    client_id: ClientId,
    subject: Subject = None,
    issuer: Issuer = None,
    starts_at: StartsAt = None,
) -> None:
    """Give an agency a service account, and let a client of the identity provider act by it."""

    async def act(desk: Desk) -> list[str]:
        at, begins = _issuer(desk, issuer), _moment(starts_at, "startsAt") or desk.now
        post = await agencies.add_script(desk.session, name, agency_id, begins)
        await identity.bind_client(desk.session, post, at, client_id, subject, desk.now)
        return _ids(post)

    _perform(act)


@app.command("list")
def list_all() -> None:
    """Every agency with its posts, who holds them, and by which login they enter."""
    _perform(lambda desk: directory.lines(desk.session))


def _perform(act: Act) -> None:
    """One transaction: all of it is written, or nothing and the reason is said."""
    settings = console.settings_of()
    console.check_database(settings)
    try:
        with console.answering(settings.database_url):
            said = asyncio.run(transact(settings, act))
    except Problem as problem:
        _refuse(problem.path, problem.detail)
    for line in said:
        typer.echo(line)


async def transact(settings: Settings, act: Act) -> list[str]:
    """Perform an act; answers what is to be printed. Raises Problem, with nothing written."""

    async def once(database: Database, clock: Clock) -> list[str]:
        async with database.writing() as session:
            return await act(Desk(session, clock.now(), settings))

    try:
        return await console.on_database(settings, once)
    except IntegrityError:
        # Somebody did the same at the same moment: now that is found, and told.
        return await console.on_database(settings, once)


def _post(
    desk: Desk, agency_id: str, role: str, title: str | None, starts_at: str | None, ends_at: str | None
) -> agencies.Post:
    return agencies.Post(
        agency_id=agency_id,
        role=_one_of(Role, role, "role"),
        title=title,
        starts_at=_moment(starts_at, "startsAt") or desk.now,
        ends_at=_moment(ends_at, "endsAt"),
    )


def _ids(post: Membership) -> list[str]:
    person = [ids.encode("practitioner", post.practitioner_id)] if post.practitioner_id else []
    return [*person, ids.encode("membership", post.id)]


def _one_of(choices: type[Choice], text: str, name: str) -> Choice:
    if text not in choices.__members__:
        _refuse([name], f"It is one of {', '.join(choices)}.")
    return choices[text]


def _moment(text: str | None, name: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).astimezone() if text else None
    except (ValueError, OverflowError):
        _refuse([name], "Write a day as 2026-12-31, or a moment as 2026-12-31T17:00.")


def _issuer(desk: Desk, given: str | None) -> str:
    try:
        issuer = given or config_of(desk.settings).issuer
    except ValueError as wrong:
        console.refuse(str(wrong))
    if not issuer:
        _refuse(["issuer"], "Name the identity provider, or set ROUNDTABLE_OIDC_ISSUER.")
    if not private_transport(urlsplit(issuer)):
        _refuse(["issuer"], "It must be https, but for a loopback address.")
    return issuer


def _refuse(path: Sequence[str], reason: str) -> NoReturn:
    """What is wrong with an option: `agencyId`, as the schema calls it, is `agency-id` on the command line."""
    names = [re.sub(r"[A-Z]", lambda capital: f"-{capital[0].lower()}", name) for name in path]
    console.refuse(": ".join([*names, reason]))
