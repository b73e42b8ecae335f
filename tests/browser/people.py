"""People at real browsers: each a context of their own in one Chromium, signed in through the demo's provider."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx2
from playwright.async_api import Browser, ConsoleMessage, Error, Page, Request, async_playwright, expect

from roundtable.demo.cast import PEOPLE

# Root may not have a sandbox; the other flags keep a closed network quiet.
_FLAGS = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]


# A busy machine may take its time: these are limits, not expectations.
expect.set_options(timeout=20_000)


@asynccontextmanager
async def chromium(program: str = "chromium-headless-shell", *more: str) -> AsyncIterator[Browser]:
    """The machine's Chromium, where `make system-packages` finds it too; without a window.

    The shell is the same engine without the browser around it, which takes twice as much of the machine as the page.
    """
    flags = [*_FLAGS, *more, "--no-sandbox"] if os.geteuid() == 0 else [*_FLAGS, *more]
    async with async_playwright() as playwright:
        found = shutil.which(program) or shutil.which("chromium")
        browser = await playwright.chromium.launch(executable_path=found, args=flags)
        yield browser
        await browser.close()


@dataclass
class House:
    """One server's address, and the browser that people use there."""

    browser: Browser
    address: str
    # What a page should never do, and did: an error of its script, a request to anybody else, something against policy.
    complaints: list[str] = field(default_factory=list)

    async def guest(self, **options: Any) -> Page:
        """A fresh context with nobody signed in."""
        context = await self.browser.new_context(
            base_url=self.address, locale="en-GB", reduced_motion="reduce", **options
        )
        page = await context.new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", self._note_error)
        page.on("request", self._note_foreign)
        page.on("console", self._note_refusal)
        return page

    async def person(self, key: str, path: str = "/", **options: Any) -> Page:
        """One of the cast, signed in by the requests that a browser makes, at a path."""
        page = await self.guest(**options)
        async with httpx2.AsyncClient(base_url=self.address) as browser:
            choice = await browser.get("/auth/login", follow_redirects=True)
            back = await browser.post(choice.url, data={"person": key})
            await browser.get(back.headers["location"])
            cookies = [{"name": name, "value": value, "url": self.address} for name, value in browser.cookies.items()]
        await page.context.add_cookies(cookies)  # type: ignore[arg-type]
        await page.goto(path)
        if path != "/graphql":
            # A screen on the wall has no head.
            await page.get_by_role("button", name="Sign out").or_(page.locator(".wall")).first.wait_for()
        return page

    async def comer(self, key: str, path: str = "/", **options: Any) -> Page:
        """One of the cast, who signs in on the pages for it and is then at a path."""
        page = await self.guest(**options)
        await page.goto(path)
        await page.get_by_role("link", name="Sign in").or_(page.get_by_role("button", name="Sign in")).first.click()
        await page.get_by_role("button", name=f"Sign in as {PEOPLE[key].name}").click()
        await page.get_by_role("button", name="Sign out").wait_for()
        return page

    def _note_error(self, error: Error) -> None:
        self.complaints.append(str(error))

    def _note_refusal(self, said: ConsoleMessage) -> None:
        if "Content Security Policy" in said.text:
            self.complaints.append(said.text)

    def _note_foreign(self, request: Request) -> None:
        if not request.url.startswith((self.address, self.address.replace("http", "ws"), "data:", "blob:")):
            self.complaints.append(f"a foreign request: {request.url}")


async def enter_the_conference(page: Page) -> None:
    """From the case's page to the conference's conversation."""
    await page.get_by_role("link", name="Case conference: safety plan").first.click()
    await page.get_by_label("Your message").wait_for()


async def open_for_all(page: Page, subject: str) -> None:
    """From the case's page to a new conversation of all agencies at the table."""
    await page.get_by_role("button", name="Open a conversation").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Subject").fill(subject)
    await dialog.get_by_label("All agencies at the table").check()
    await dialog.get_by_label("Purpose of sharing").fill("Safety planning")
    await dialog.get_by_label("Lawful basis").select_option(label="public task")
    await dialog.get_by_label("Why this basis applies").fill("They plan it together.")
    await dialog.get_by_role("button", name="Open the conversation").click()
    await page.get_by_label("Your message").wait_for()
