"""From the click on Send to the text on another person's page, in two contexts of a real Chromium."""

import os
import re
import shutil

from playwright.sync_api import Browser, Page, sync_playwright

from tests.support.server_process import ServerProcess

CHROMIUM = shutil.which("chromium")
# Chromium's sandbox does not work for root
FLAGS = ["--disable-quic", "--disable-background-networking", *(["--no-sandbox"] if os.geteuid() == 0 else [])]

# Both pages read the machine's own clock, so their times can be subtracted.
NOW = "performance.timeOrigin + performance.now()"
NOTE_WHEN_SENT = f"""() => document.querySelector("form.composer").addEventListener(
  "submit", () => {{ window.sentAt = {NOW}; }}, true)"""
NOTE_WHEN_SEEN = f"""text => {{ window.seenAt = new Promise(resolve => {{
  const look = () => document.body.innerText.includes(text) && (watch.disconnect(), resolve({NOW}));
  const watch = new MutationObserver(look);
  watch.observe(document.body, {{ childList: true, subtree: true, characterData: true }});
}}); }}"""


def measure(server: ServerProcess, count: int) -> list[float]:
    """Milliseconds for each of so many messages, one after the other."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        writer, reader = (_thread_as(chromium, server.address, person) for person in ("Ana", "Bogdan"))
        writer.evaluate(NOTE_WHEN_SENT)
        taken = [_one(writer, reader, number) for number in range(count)]
        chromium.close()
    return taken


def _thread_as(chromium: Browser, address: str, person: str) -> Page:
    """One person's own browser, signed in through the demo's provider, with the case's first thread open."""
    page = chromium.new_context(locale="en-GB").new_page()
    page.goto(address)
    page.get_by_role("button", name=re.compile("^Sign in")).or_(page.get_by_role("link", name="Sign in")).first.click()
    page.get_by_role("button", name=f"Sign in as {person}").click()
    page.locator('main a[href*="/cases/"]').first.click()
    page.locator('main a[href*="/threads/"]').first.click()
    page.locator("form.composer textarea").wait_for()
    return page


def _one(writer: Page, reader: Page, number: int) -> float:
    text = f"Read message number {number}."
    reader.evaluate(NOTE_WHEN_SEEN, text)
    writer.locator("form.composer textarea").fill(text)
    writer.locator("form.composer button[type=submit]").click()
    seen: float = reader.evaluate("window.seenAt")
    sent: float = writer.evaluate("window.sentAt")
    return seen - sent
