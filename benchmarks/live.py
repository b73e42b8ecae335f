"""From one person's Send to another person's screen: the demo server, two browsers, one thread, in milliseconds."""

import argparse
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROUNDTABLE = str(Path(sys.executable).with_name("roundtable"))
BAR_MS = 150.0
CHROMIUM = "/usr/bin/chromium"
# Chromium's sandbox does not work for root
FLAGS = ["--disable-quic", "--disable-background-networking", *(["--no-sandbox"] if os.geteuid() == 0 else [])]

# Both browsers read the machine's own clock, so their times can be subtracted.
NOW = "performance.timeOrigin + performance.now()"
NOTE_WHEN_SENT = f"""() => document.querySelector("form.composer").addEventListener(
  "submit", () => {{ window.sentAt = {NOW}; }}, true)"""
NOTE_WHEN_SEEN = f"""text => {{ window.seenAt = new Promise((resolve, reject) => {{
  setTimeout(() => reject(new Error("not seen within 10 seconds")), 10_000);
  const look = () => document.body.innerText.includes(text) && (watch.disconnect(), resolve({NOW}));
  const watch = new MutationObserver(look);
  watch.observe(document.body, {{ childList: true, subtree: true, characterData: true }});
}}); }}"""


@contextmanager
def demo_server() -> Iterator[str]:
    """The demo on a free port with a database of its own; gives its address."""
    with tempfile.TemporaryDirectory(prefix="roundtable-bench-") as folder:
        demo = {"ROUNDTABLE_DEMO": "1", "ROUNDTABLE_DATABASE_URL": f"sqlite+aiosqlite:///{folder}/bench.db"}
        environment = os.environ | demo | {"PYTHONUNBUFFERED": "1"}
        subprocess.run([ROUNDTABLE, "migrate"], env=environment, check=True, stdout=subprocess.DEVNULL)
        command = [ROUNDTABLE, "serve", "--port", "0"]
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as server:
            try:
                assert server.stdout is not None
                yield next(found[1] for line in server.stdout if (found := re.search(r" is at (http\S+)", line)))
            finally:
                server.send_signal(signal.SIGTERM)


def signed_in(browser: Browser, address: str, person: str) -> Page:
    """One person's own browser, signed in through the demo's provider."""
    page = browser.new_context(locale="en-GB").new_page()
    page.goto(address)
    page.get_by_role("button", name="Sign in").or_(page.get_by_role("link", name="Sign in")).first.click()
    page.get_by_role("button", name=f"Sign in as {person}").click()
    page.locator('main a[href*="/cases/"]').first.wait_for()
    return page


def open_thread(writer: Page, reader: Page) -> None:
    """The first thread of the writer's case, on both screens."""
    writer.locator('main a[href*="/cases/"]').first.click()
    writer.locator('main a[href*="/threads/"]').first.click()
    writer.locator("form.composer textarea").wait_for()
    reader.goto(writer.url)
    reader.locator("form.composer textarea").wait_for()


def measure(writer: Page, reader: Page, number: int) -> float:
    """Milliseconds from the writer's Send to the reader's screen."""
    text = f"Measured message number {number}."
    reader.evaluate(NOTE_WHEN_SEEN, text)
    writer.locator("form.composer textarea").fill(text)
    writer.locator("form.composer button[type=submit]").click()
    seen: float = reader.evaluate("window.seenAt")
    sent: float = writer.evaluate("window.sentAt")
    return seen - sent


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--messages", type=int, default=50, help="how many are measured, after five to warm up")
    messages = options.parse_args().messages
    with demo_server() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        writer, reader = signed_in(browser, address, "Ana"), signed_in(browser, address, "Bogdan")
        open_thread(writer, reader)
        writer.evaluate(NOTE_WHEN_SENT)
        taken = sorted([measure(writer, reader, number) for number in range(messages + 5)][5:])
        browser.close()
    median, late = statistics.median(taken), taken[int(len(taken) * 0.95)]
    print(f"{len(taken)} messages: median {median:.0f} ms, 95th percentile {late:.0f} ms, longest {taken[-1]:.0f} ms")
    return 0 if median < BAR_MS else 1


if __name__ == "__main__":
    sys.exit(main())
