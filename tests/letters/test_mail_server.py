"""Where letters go, as an address says it: by TLS unless to this machine, or where somebody says otherwise."""

from typing import Any

import pytest
from pydantic import ValidationError

from roundtable.letters.calendar import Party
from roundtable.letters.mail_server import MailServer, mail_server_of, sender_of
from roundtable.settings import Settings


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example.org", MailServer("mail.example.org", 587, False, True)),
        ("smtp://mail.example.org:2525/", MailServer("mail.example.org", 2525, False, True)),
        ("smtps://mail.example.org", MailServer("mail.example.org", 465, True, False)),
        ("smtps://mail.example.org:993?tls=required", MailServer("mail.example.org", 993, True, False)),
        ("smtp://mail.example.org:25?tls=none", MailServer("mail.example.org", 25, False, False)),
        ("smtp://u%40x:p%3Aw%2F@mail.example.org", MailServer("mail.example.org", 587, False, True, "u@x", "p:w/")),
        *(
            (f"smtp://u:p@{host}:25", MailServer(host.strip("[]"), 25, False, False, "u", "p"))
            for host in ("localhost", "127.0.0.1", "127.8.8.8", "[::1]")
        ),
        ("smtp://localhost:25?tls=required", MailServer("localhost", 25, False, True)),
    ],
)
def test_an_address_says_where_and_how(url: str, server: MailServer) -> None:
    assert mail_server_of(url) == server


@pytest.mark.parametrize(
    "url",
    [
        *("mail.example.org", "http://mail.example.org", "smtp://", "smtp://:25", "smtp://mail.example.org:mail"),
        *("smtp://mail.example.org/inbox", "smtp://mail.example.org?tls=maybe", "smtp://mail.example.org?starttls=no"),
        *("smtp://mail.example.org?tls=none&tls=required", "smtp://mail.example.org#x"),
        "smtp://mail.example.org:99999",
        # What is secret goes to no other machine for all to hear.
        "smtp://user:a-secret@mail.example.org?tls=none",
    ],
)
def test_any_other_address_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(ValueError, match=r"^(it must be|its port|after the|a password)") as refused:
        mail_server_of(url)
    assert "secret" not in str(refused.value)


def test_a_password_is_nowhere_to_be_seen() -> None:
    url = "smtp://user:a-secret@mail.example.org"

    assert "a-secret" not in repr(mail_server_of(url))
    assert "a-secret" not in repr(Settings(smtp_url=url, mail_from="a@example.org"))


@pytest.mark.parametrize(
    ("text", "sender"),
    [
        ("roundtable@example.org", Party("Roundtable", "roundtable@example.org")),
        ("Masa rotundă <a@EXAMPLE.org>", Party("Masa rotundă", "a@example.org")),
        ('"Cluj, IPJ" <a@example.org>', Party("Cluj, IPJ", "a@example.org")),
    ],
)
def test_letters_are_from_a_name_and_an_address(text: str, sender: Party) -> None:
    assert sender_of(text) == sender


@pytest.mark.parametrize(
    "text", ["Roundtable", "a@b, c@d.org", "a@localhost", "<>", "a@example.org\r\nBcc: b@example.org"]
)
def test_from_anything_else_none_is_sent(text: str) -> None:
    with pytest.raises(ValueError, match="Name <name@host>"):
        sender_of(text)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"smtp_url": "smtp://mail.example.org"}, "ROUNDTABLE_SMTP_URL needs ROUNDTABLE_MAIL_FROM"),
        ({"smtp_url": "imap://mail.example.org", "mail_from": "a@example.org"}, "it must be smtp://"),
        ({"mail_from": "nobody"}, "it must be an address"),
    ],
)
def test_a_wrong_setting_is_said_at_the_start(given: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Settings(**given)


def test_where_none_is_set_or_its_file_is_empty_letters_wait() -> None:
    assert Settings().mail is None
    assert Settings(smtp_url="", mail_from="").mail is None
    settings = Settings(smtp_url="smtp://mail.example.org", mail_from="a@example.org")
    assert settings.mail == (MailServer("mail.example.org", 587, False, True), Party("Roundtable", "a@example.org"))
