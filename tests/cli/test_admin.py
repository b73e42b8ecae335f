"""`roundtable admin`: the operator fills the directory and lets people and scripts in, with nothing else than it."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import pytest

from roundtable.admin import Act, transact
from roundtable.administration.logins import invite_login
from roundtable.core import ids
from roundtable.core.db import Database
from roundtable.core.errors import Problem
from roundtable.core.work import Work
from roundtable.demo.cast import AGENCIES, NGO_SCRIPT, PEOPLE
from roundtable.migrate import upgrade
from roundtable.settings import Settings
from tests.cli.conftest import Command, Done
from tests.cli.test_demo import rows
from tests.identity.house import DEMO_ISSUER, DEMO_ORIGIN, open_house
from tests.identity.test_demo_sign_in import sign_in
from tests.support.servers import APP, Postgres
from tests.support.table import AUDIT_KEY

pytestmark = pytest.mark.slow
ISSUER = "https://login.example"
# Each act is on the record, so they are needed where they are not kept beside the data.
KEYS = {"secret_key": "a secret of the tests", "audit_key": AUDIT_KEY}
POLICE, ANA = ids.encode("agency", AGENCIES["police"].id), ids.encode("practitioner", PEOPLE["ana"].id)
NOBODY = "practitioner_00000000000000000000000000000000"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def bare(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """An installation's database as `roundtable migrate` leaves it, as the application's role."""
    if request.param == "sqlite":
        url = f"sqlite+aiosqlite:///{tmp_path}/bare.db"
        await asyncio.to_thread(upgrade, url)
        yield url
        return
    server: Postgres = request.getfixturevalue("postgres")
    urls = server.urls(name := await server.create_database())
    await asyncio.to_thread(upgrade, urls.owner, APP)
    yield urls.app
    await server.drop_database(name)


def made(done: Done, *kinds: str) -> list[str]:
    """The ids that a command printed, one a line, of these kinds."""
    assert (done.returncode, done.stderr) == (0, "")
    printed = done.stdout.splitlines()
    assert [line.partition("_")[0] for line in printed] == list(kinds)
    assert all(re.fullmatch(r"[a-z]+_[0-9a-f]{32}", line) for line in printed)
    return printed


def test_an_installation_is_filled_from_nothing_and_listed(
    command: Command, bare: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Two hours before Greenwich, all year: days begin where the machine stands.
    monkeypatch.setenv("TZ", "EET-2")

    def admin(*arguments: str) -> Done:
        return command("admin", *arguments, database_url=bare, oidc_issuer=ISSUER, oidc_client_id="roundtable", **KEYS)

    assert admin("list").stdout == ""
    (police,) = made(admin("add-agency", "Cluj County Police", "--type", "POLICE", "--county", "Cluj"), "agency")
    (ngo,) = made(admin("add-agency", "Casa Speranței", "--type", "NGO"), "agency")
    post = ("--role", "CONTACT_POINT", "--title", "Officer", "--starts-at", "2026-01-05")
    ana, on_duty = made(
        admin("add-practitioner", "Ana Pop", "--agency-id", police, *post), "practitioner", "membership"
    )
    (advising,) = made(
        admin("add-post", ana, "--agency-id", ngo, "--role", "PRACTITIONER", "--starts-at", "2026-02-01T08:00+02:00"),
        "membership",
    )
    (login,) = made(admin("invite", ana, "a-1"), "login")
    (other,) = made(admin("invite", ana, "ana@other", "--issuer", "https://other.example"), "login")
    client = ("--client-id", "tasks", "--subject", "service-7", "--starts-at", "2026-03-01")
    (script,) = made(admin("add-script", "Task list", "--agency-id", ngo, *client), "membership")
    made(admin("change-address", on_duty, "ana@Police.example.org"))
    made(admin("end-post", advising, "--ends-at", "2036-12-31"))
    made(admin("change-agency", ngo, "--name", "Casa", "--county", "Cluj"))
    made(admin("rest-agency", ngo))
    made(admin("resume-agency", ngo))
    made(admin("withdraw-login", other))

    listed = admin("list").stdout
    (client,) = re.findall(r"enters as client .*(login_\S+)", listed)
    assert re.sub(r" · withdrawn [\d-]+ [\d:]+", " · withdrawn", listed).splitlines() == [
        f"Casa · NGO · Cluj · {ngo}",
        f"  Ana Pop · PRACTITIONER · from 2026-02-01 to 2036-12-31 00:00 · {ana} · {advising}",
        f"    enters as a-1 of https://login.example · {login}",
        f"    enters as ana@other of https://other.example · withdrawn · {other}",
        f"  Task list · SERVICE_ACCOUNT · from 2026-03-01 · {script}",
        f"    enters as client tasks with the subject service-7 of https://login.example · {client}",
        f"Cluj County Police · POLICE · Cluj · {police}",
        f"  Ana Pop · CONTACT_POINT · Officer · ana@police.example.org · from 2026-01-05 · {ana} · {on_duty}",
        f"    enters as a-1 of https://login.example · {login}",
        f"    enters as ana@other of https://other.example · withdrawn · {other}",
    ]


async def test_who_is_invited_so_signs_in_and_the_script_gets_in_by_its_token(command: Command, bare: str) -> None:
    def admin(*arguments: str) -> Done:
        return command("admin", *arguments, "--issuer", DEMO_ISSUER, database_url=bare, **KEYS)

    added = command("admin", "add-agency", "Legal Aid", "--type", "LEGAL_AID", database_url=bare, **KEYS)
    (agency,) = made(added, "agency")
    seat = ("add-practitioner", "Felicia Pop", "--agency-id", agency, "--role", "CASE_MANAGER")
    felicia, seated = made(command("admin", *seat, database_url=bare, **KEYS), "practitioner", "membership")
    made(admin("invite", felicia, "felicia"), "login")
    client = ("--agency-id", agency, "--client-id", NGO_SCRIPT.client_id)
    (script,) = made(admin("add-script", "Task list", *client), "membership")

    database = Database(bare, 2)
    async with open_house(database, demo=True, public_origin=DEMO_ORIGIN) as house, house.browser() as browser:
        assert (await sign_in(browser, "felicia")).status_code == 303
        person = await house.identity.actor(browser.cookies["roundtable"], None)
        secret = (NGO_SCRIPT.client_id, NGO_SCRIPT.client_secret)
        answer = await browser.post("/demo-idp/token", data={"grant_type": "client_credentials"}, auth=secret)
        program = await house.identity.actor(None, f"Bearer {answer.json()['access_token']}")
    await database.close()

    assert person and ids.encode("membership", person.membership_id) == seated
    assert program and ids.encode("membership", program.membership_id) == script


REFUSED: dict[str, tuple[list[str], str]] = {
    "an unknown kind of agency": (
        ["add-agency", "Shelter", "--type", "HOTEL"],
        "type: It is one of POLICE, LOCAL_POLICE, PROSECUTION, FORENSIC_MEDICINE, EMERGENCY_HOSPITAL, "
        "SEXUAL_VIOLENCE_CENTRE, SOCIAL_SERVICES_COUNTY, SOCIAL_SERVICES_LOCAL, CHILD_PROTECTION, SHELTER, NGO, "
        "PERPETRATOR_PROGRAMME, PROBATION, LEGAL_AID, HELPLINE, NATIONAL_AUTHORITY, OTHER.",
    ),
    "an agency that is there": (
        ["add-agency", "Cluj County Police", "--type", "POLICE", "--county", "Cluj"],
        f"name: There is one like this already: {POLICE}.",
    ),
    "an unknown role": (
        ["add-post", ANA, "--agency-id", POLICE, "--role", "practitioner"],
        "role: It is one of PRACTITIONER, CONTACT_POINT, CASE_MANAGER, SUPERVISOR, AGENCY_ADMIN, AUDITOR, ANALYST, "
        "DIRECTORY_EDITOR, SERVICE_ACCOUNT, PLATFORM_ADMIN.",
    ),
    "a script's role": (
        ["add-post", ANA, "--agency-id", POLICE, "--role", "SERVICE_ACCOUNT"],
        "role: The role does not fit who would hold the post.",
    ),
    "an unknown agency": (
        ["add-practitioner", "Ioana", "--agency-id", f"agency_{'0' * 32}", "--role", "ANALYST"],
        "agency-id: There is nothing here by this id.",
    ),
    "what is no id of an agency": (
        ["add-practitioner", "Ioana", "--agency-id", "Cluj County Police", "--role", "ANALYST"],
        "agency-id: The id is malformed or of another type.",
    ),
    "somebody who is there": (
        ["add-practitioner", "Ana", "--agency-id", POLICE, "--role", "ANALYST"],
        f"full-name: There is one like this already: {ANA}.",
    ),
    "a day that is none": (
        ["add-post", ANA, "--agency-id", POLICE, "--role", "ANALYST", "--starts-at", "31.12.2026"],
        "starts-at: Write a day as 2026-12-31, or a moment as 2026-12-31T17:00.",
    ),
    "the last moment there is": (
        ["add-post", ANA, "--agency-id", POLICE, "--role", "ANALYST", "--ends-at", "9999-12-31T23:59-14:00"],
        "ends-at: Write a day as 2026-12-31, or a moment as 2026-12-31T17:00.",
    ),
    "an unknown person": (
        ["invite", NOBODY, "n-1", "--issuer", ISSUER],
        "practitioner-id: There is nothing here by this id.",
    ),
    "a subject that is invited": (
        ["invite", ANA, "ana", "--issuer", DEMO_ISSUER],
        f"subject: This subject is invited already, as {ANA}.",
    ),
    "no provider": (
        ["invite", ANA, "a-1"],
        "issuer: Name the identity provider, or set ROUNDTABLE_OIDC_ISSUER.",
    ),
    "a provider in the open": (
        ["invite", ANA, "a-1", "--issuer", "http://login.example"],
        "issuer: It must be https, but for a loopback address.",
    ),
    "a client that is bound": (
        ["add-script", "Again", "--agency-id", POLICE, "--client-id", NGO_SCRIPT.client_id, "--issuer", DEMO_ISSUER],
        f"client-id: This client is bound already, to {ids.encode('membership', NGO_SCRIPT.post.id)}.",
    ),
    "an end before the beginning": (
        ["end-post", ids.encode("membership", PEOPLE["ana"].posts[0].id), "--ends-at", "2020-01-01"],
        "ends-at: The post has not begun by then.",
    ),
    "a login that is not there": (
        ["withdraw-login", f"login_{'0' * 32}"],
        "login-id: There is nothing here by this id.",
    ),
    "an agency that is at work": (
        ["resume-agency", POLICE],
        "agency-id: This is not possible in the present status.",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_is_said_in_a_line_and_nothing_is_written(command: Command, seated: str, name: str) -> None:
    before = rows(seated)
    arguments, said = REFUSED[name]

    done = command("admin", *arguments, database_url=seated)

    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"{said}\n")
    assert rows(seated) == before


@pytest.mark.postgres
async def test_of_two_who_invite_at_once_one_does_and_the_other_is_told(
    postgres: Postgres, postgres_template: str
) -> None:
    name = await postgres.create_database(template=postgres_template)
    settings = Settings(database_url=postgres.urls(name).app, **KEYS)  # type: ignore[arg-type]
    arrived, both = 0, asyncio.Event()

    async def inviting(work: Work, **given: str) -> dict[str, UUID]:
        nonlocal arrived
        refs = await invite_login(work, **given)
        arrived += 1
        if arrived == 2:
            both.set()
        await both.wait()
        return refs

    act = Act("invite", inviting, {"practitioner_id": ANA, "subject": "a-1", "issuer": ISSUER})
    done = await asyncio.gather(*(transact(settings, act) for _ in range(2)), return_exceptions=True)
    await postgres.drop_database(name)

    assert len([one for one in done if isinstance(one, dict)]) == 1
    (refused,) = [one for one in done if isinstance(one, Problem)]
    assert (refused.code, refused.path) == ("ALREADY_THERE", ["subject"])


def test_a_database_that_was_not_migrated_is_left_alone(command: Command) -> None:
    done = command("admin", "list", database_url="sqlite+aiosqlite:///empty.db")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "The database is not up to date: run `roundtable migrate` first.\n"
