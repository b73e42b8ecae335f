"""The built page as it is served: its addresses, and the headers by which a browser runs nothing but our own files."""

import re

import httpx2
import pytest

from roundtable.app import build_app
from roundtable.settings import Settings
from tests.support.server_process import ServerProcess

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
SAFE = {
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
VIEWS = ["/", "/sign-in", "/cases", "/cases/case_1", "/threads/thread_1", "/tasks", "/tasks/task_1"]


def policy_of(answer: httpx2.Response) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in answer.headers["content-security-policy"].split(";"))
    return {name: sources for name, _, sources in parts}


@pytest.mark.parametrize("path", VIEWS)
def test_each_view_is_the_page_with_no_script_or_style_but_from_files_of_ours(served: ServerProcess, path: str) -> None:
    answer = httpx2.get(served.address + path)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache")
    assert policy_of(answer) == POLICY
    named = re.findall(r'(?:src|href)="([^"]*)"', answer.text)
    assert [place for place in named if not re.fullmatch(r"/(assets/[\w.-]+|favicon\.svg)", place)] == []
    assert re.findall(r"<script(?![^>]* src=)|<style|\sstyle=|\son\w+=", answer.text) == []
    assert {httpx2.get(served.address + place).status_code for place in named} == {200}


@pytest.mark.parametrize(
    "path", ["/", "/graphql", "/auth/options", "/healthz", "/favicon.svg", "/nowhere", "/assets/no.js"]
)
def test_every_answer_carries_the_safe_headers(served: ServerProcess, path: str) -> None:
    headers = httpx2.get(served.address + path).headers
    assert {name: headers.get(name) for name in SAFE} == SAFE
    assert headers["content-security-policy"].startswith("default-src 'none'; ")
    assert "strict-transport-security" not in headers


def test_files_named_by_their_content_are_kept_by_browsers_for_good(served: ServerProcess) -> None:
    (script, *_) = re.findall(r'src="(/assets/[^"]+\.js)"', httpx2.get(served.address).text)
    assert httpx2.get(served.address + script).headers["cache-control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("path", ["/nowhere", "/cases/case_1/no/such", "/assets/no.js"])
def test_where_nothing_is_a_browser_is_shown_the_page_and_a_script_is_told(served: ServerProcess, path: str) -> None:
    shown = httpx2.get(served.address + path, headers={"accept": "text/html,*/*;q=0.8"})
    assert (shown.status_code, shown.headers["cache-control"]) == (404, "no-cache")
    assert policy_of(shown) == POLICY
    assert shown.text == httpx2.get(served.address).text
    told = httpx2.get(served.address + path)
    assert (told.status_code, told.text) == (404, "Not Found")
    sent = httpx2.post(served.address + path, headers={"accept": "text/html"})
    assert sent.text == ("Method Not Allowed" if path.startswith("/assets/") else "Not Found")


async def test_where_the_address_is_https_browsers_are_to_use_no_other() -> None:
    keys = {"secret_key": "a secret of the tests", "master_key": "a key of the tests", "audit_key": "7e" * 32}
    settings = Settings.model_validate({"public_origin": "https://roundtable.example", **keys})
    transport = httpx2.ASGITransport(build_app(settings))
    async with httpx2.AsyncClient(transport=transport, base_url="https://roundtable.example") as browser:
        answer = await browser.get("/healthz")
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
