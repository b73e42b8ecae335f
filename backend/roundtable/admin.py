"""The operator's commands, at the server's own machine: who is in the directory, and who may enter."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, NoReturn, TypeVar
from urllib.parse import urlsplit
from uuid import UUID

import typer
from sqlalchemy.exc import IntegrityError

from roundtable import console, directory
from roundtable.administration import agencies, logins, posts
from roundtable.agencies.models import AgencyType
from roundtable.app import secret_of
from roundtable.core import facts, ids
from roundtable.core.actor import OPERATOR, Role
from roundtable.core.audit.recorder import Recorder
from roundtable.core.clock import Clock
from roundtable.core.db import Database
from roundtable.core.errors import Problem
from roundtable.core.performed import canonical
from roundtable.core.seal import Seal
from roundtable.core.work import Work
from roundtable.identity.config import config_of, private_transport
from roundtable.settings import Settings

app = typer.Typer(no_args_is_help=True, help="Who is in the directory, and who may enter. Each prints the ids it made.")

Refs = dict[str, UUID]
Choice = TypeVar("Choice", bound=StrEnum)
_WHEN = "a day (its beginning) or a moment, by this machine's time unless it says another"

AgencyId = Annotated[str, typer.Option(help="The agency, by its id.")]
County = Annotated[str | None, typer.Option(help="Where the agency works. Left out: the whole country.")]
RoleName = Annotated[str, typer.Option(help="What the post is for: CONTACT_POINT, PRACTITIONER, …")]
Title = Annotated[str | None, typer.Option(help="What the agency calls the post.")]
StartsAt = Annotated[str | None, typer.Option(help=f"When the post begins: {_WHEN}. Left out: now.")]
EndsAt = Annotated[str | None, typer.Option(help=f"When it ends: {_WHEN}. Left out: no end is set.")]
ClientId = Annotated[str, typer.Option(help="The script's client id at the identity provider.")]
Subject = Annotated[str | None, typer.Option(help="What its tokens have as `sub`, where that is not the client id.")]
Issuer = Annotated[str | None, typer.Option(help="The identity provider. Left out: the one this server signs in at.")]


@dataclass(frozen=True)
class Act:
    """What the operator asks for: a command's name on this command line, the command, and what it is given."""

    name: str
    command: Callable[..., Awaitable[Refs]]
    given: Mapping[str, Any]


@app.command("add-agency")
def add_agency(
    name: Annotated[str, typer.Argument(help="What the agency is called.")],
    kind: Annotated[str, typer.Option("--type", help="What kind of body it is: POLICE, NGO, …")],
    county: County = None,
) -> None:
    """Take an agency into the directory."""
    _perform("add-agency", agencies.add_agency, name=name, type=_one_of(AgencyType, kind, "type"), county=county)


@app.command("change-agency")
def change_agency(
    agency_id: Annotated[str, typer.Argument(help="The agency, by its id.")],
    name: Annotated[str, typer.Option(help="What it is called from now on.")],
    county: County = None,
) -> None:
    """Change what an agency is called, and where it works."""
    _perform("change-agency", agencies.change_agency, agency_id=agency_id, name=name, county=county)


@app.command("rest-agency")
def rest_agency(agency_id: Annotated[str, typer.Argument(help="The agency, by its id.")]) -> None:
    """Let an agency take no part: from now on none of its people and scripts enters."""
    _perform("rest-agency", agencies.rest_agency, agency_id=agency_id)


@app.command("resume-agency")
def resume_agency(agency_id: Annotated[str, typer.Argument(help="The agency, by its id.")]) -> None:
    """Let an agency take part again, as it did."""
    _perform("resume-agency", agencies.resume_agency, agency_id=agency_id)


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
    post = _post(agency_id, role, title, starts_at, ends_at)
    _perform("add-practitioner", posts.add_practitioner, full_name=full_name, namesake=namesake, **post)


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
    post = _post(agency_id, role, title, starts_at, ends_at)
    _perform("add-post", posts.add_post, practitioner_id=practitioner_id, **post)


@app.command("change-address")
def change_address(
    membership_id: Annotated[str, typer.Argument(help="The post, by its id.")],
    email: Annotated[str | None, typer.Argument(help="The work address. Left out: letters go nowhere.")] = None,
) -> None:
    """Say where letters to a post go."""
    _perform("change-address", posts.change_post_address, membership_id=membership_id, email=email)


@app.command("end-post")
def end_post(
    membership_id: Annotated[str, typer.Argument(help="The post, by its id.")],
    ends_at: Annotated[str | None, typer.Option(help=f"When: {_WHEN}. Left out: now.")] = None,
) -> None:
    """Let a post end, a script's too. What rests on it ends at that moment, live streams included."""
    _perform("end-post", posts.end_post, membership_id=membership_id, ends_at=_moment(ends_at, "endsAt"))


@app.command("invite")
def invite(
    practitioner_id: Annotated[str, typer.Argument(help="The practitioner, by id.")],
    subject: Annotated[str, typer.Argument(help="The `sub` that the identity provider knows this person by.")],
    issuer: Issuer = None,
) -> None:
    """Let a practitioner enter, whenever the identity provider vouches for them."""
    given = {"practitioner_id": practitioner_id, "subject": subject, "issuer": _issuer(issuer)}
    _perform("invite", logins.invite_login, **given)


@app.command("withdraw-login")
def withdraw_login(login_id: Annotated[str, typer.Argument(help="The login, by its id.")]) -> None:
    """Let nobody enter by a login any more, a script's too: its sessions and streams end at once."""
    _perform("withdraw-login", logins.withdraw_login, login_id=login_id)


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
    client = {"client_id": client_id, "subject": subject, "issuer": _issuer(issuer)}
    begins = _moment(starts_at, "startsAt")
    _perform("add-script", posts.add_service_account, name=name, agency_id=agency_id, starts_at=begins, **client)


@app.command("list")
def list_all() -> None:
    """Every agency with its posts, who holds them, and by which login they enter."""
    settings = _ready()

    async def listed(database: Database, _: Clock) -> list[str]:
        async with database.writing() as session:
            return await directory.lines(session)

    with console.answering(settings.database_url):
        _say(asyncio.run(console.on_database(settings, listed)))


def _perform(name: str, command: Callable[..., Awaitable[Refs]], /, **given: Any) -> None:
    """One transaction: all of it is written, with its entry of the record, or nothing and the reason is said."""
    settings = _ready()
    try:
        with console.answering(settings.database_url):
            refs = asyncio.run(transact(settings, Act(name, command, given)))
    except Problem as problem:
        _refuse(problem.path, problem.detail)
    _say(ids.encode(kind, key) for kind, key in refs.items() if _is_new(kind, given))


async def transact(settings: Settings, act: Act) -> Refs:
    """Perform an act as the operator; answers what it is about. Raises Problem, with nothing written."""
    key, seal = console.signing_key(settings), Seal(secret_of(settings))
    fingerprint = seal.hash(act.name, canonical(act.given))

    async def once(database: Database, clock: Clock) -> Refs:
        async with Recorder(database, clock, key).writing() as recording:
            work = await Work.begin(recording.session, OPERATOR, clock.now())
            refs = await act.command(work, **act.given)
            record = await recording.wrote(OPERATOR, f"admin {act.name}", fingerprint, (), work.about)
            # Servers look at their streams by themselves: nobody has to be rung for.
            await facts.write(recording.session, work.facts, record)
        return refs

    try:
        return await console.on_database(settings, once)
    except IntegrityError:
        # Somebody did the same at the same moment: now that is found, and told.
        return await console.on_database(settings, once)


def _ready() -> Settings:
    settings = console.settings_of()
    console.check_database(settings)
    return settings


def _is_new(kind: str, given: Mapping[str, Any]) -> bool:
    """What the operator has named is not said again."""
    return f"{kind}_id" not in given


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        typer.echo(line)


def _post(agency_id: str, role: str, title: str | None, starts_at: str | None, ends_at: str | None) -> dict[str, Any]:
    return {
        "agency_id": agency_id,
        "role": _one_of(Role, role, "role"),
        "title": title,
        "starts_at": _moment(starts_at, "startsAt"),
        "ends_at": _moment(ends_at, "endsAt"),
    }


def _one_of(choices: type[Choice], text: str, name: str) -> Choice:
    if text not in choices.__members__:
        _refuse([name], f"It is one of {', '.join(choices)}.")
    return choices[text]


def _moment(text: str | None, name: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).astimezone() if text else None
    except (ValueError, OverflowError):
        _refuse([name], "Write a day as 2026-12-31, or a moment as 2026-12-31T17:00.")


def _issuer(given: str | None) -> str:
    try:
        issuer = given or config_of(console.settings_of()).issuer
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
