"""The meeting: all pages follow; decisions and actions are written down; who must not hear a case loses it."""

import re

from playwright.async_api import expect

from tests.browser.conferring import arrive, ask, begin_hearing
from tests.browser.played.room import AGAIN, CENTRE, DOCTOR, PATROL, SHELTER, L, M, N, R, Room, agenda, now


async def begin(room: Room) -> None:
    await ask(room.corina, "Begin the meeting")
    for page in (room.ana, room.emil, room.felicia):
        await page.goto(room.path)
    for page in room.comers:
        await arrive(page)
    await expect(room.felicia.get_by_role("heading", name="Here: 4")).to_be_visible()


async def hear_the_first(room: Room) -> None:
    """Somebody speaks; it takes longer; Emil is against what is decided."""
    corina, ana, emil, felicia = room.comers
    await begin_hearing(corina, M)
    for page in room.comers:
        await expect(now(page)).to_contain_text(M)
        await expect(page.get_by_role("timer")).to_have_text(re.compile("^1[45]:"))
    await emil.get_by_role("button", name="Raise my hand").click()
    await ana.get_by_role("button", name="Give the word: Emil").click()
    for page in room.comers:
        await expect(page.get_by_text("Emil has the word.")).to_be_visible()
    await emil.get_by_role("button", name="I have spoken").click()
    await ask(corina, f"More time: {M}", {"Minutes more": "10", "Reason": "The children."})
    await expect(now(felicia)).to_contain_text("Extended by 10 min: The children.")
    await ask(corina, "Record a decision", {"What was decided": SHELTER, "Why": "He knows where she lives."})
    await ana.get_by_role("button", name=f"I am for it: {SHELTER}").click()
    await ask(emil, f"I am against it: {SHELTER}", {"Why, in your own words": "She has not been asked yet."})
    for page in room.comers:
        await expect(page.get_by_role("region", name="Decisions")).to_contain_text("She has not been asked yet.")


async def undertake(room: Room) -> None:
    """The centre volunteers one thing and accepts another; the police say what became of what they undertook before."""
    corina, ana, emil, felicia = room.comers
    law = {"Until": "2031-04-01", "By which law": "Law 217/2003"}
    from_it = {"Follows from the decision": SHELTER}
    await ask(emil, "Undertake an action", {"What your agency will do": AGAIN, **law}, from_it)
    said = {"In your agency's own words": "There were too few cars."}
    undone = {"What became of it": "Not done", "Why it was not done": "The agency did not do it"}
    await ask(ana, f"Say what became of it: {PATROL}", said, undone)
    for page in (corina, ana):
        await expect(page.get_by_role("region", name="Actions")).to_contain_text(AGAIN)
        await expect(page.get_by_role("region", name="What was undertaken before")).to_contain_text("Not done")

    await now(corina).get_by_role("link", name="Conversation").click()
    await corina.get_by_role("button", name="Assign a task").click()
    dialog = corina.get_by_role("dialog")
    await dialog.get_by_label("Agency").select_option(label=CENTRE)
    await dialog.get_by_label("Task", exact=True).fill(DOCTOR)
    await dialog.get_by_role("button", name="Assign the task").click()
    await emil.get_by_role("link", name="Tasks").click()
    await emil.get_by_role("button", name=f"Accept: {DOCTOR}").click()
    for title in (AGAIN, DOCTOR):
        await expect(emil.get_by_role("listitem").filter(has_text=title)).to_contain_text("Accepted")
    for page in (corina, emil):
        await page.goto(room.path)
    await expect(now(emil)).to_contain_text(M)
    await ask(corina, f"Conclude: {M}", {"What was said": "A place is free from Monday."})
    await expect(felicia.get_by_role("region", name="Agenda")).to_contain_text("A place is free from Monday.")


async def step_aside(room: Room) -> None:
    """The second is not there for Felicia while it is heard; the third is not from then on, though for her agency."""
    corina, ana, _, felicia = room.comers
    await begin_hearing(corina, R)
    await expect(now(felicia)).to_contain_text(R)
    await ask(felicia, f"Step aside: {R}", {"Reason": "A neighbour of mine."})
    await expect(felicia.get_by_role("heading", name="Nothing is heard now")).to_be_visible()
    await expect(agenda(felicia)).to_have_text([M, N, L])
    await expect(felicia.get_by_text("He waits at her door.")).to_have_count(0)
    await expect(now(ana)).to_contain_text("Stepped aside: Felicia")
    await ask(corina, "Record a decision", {"What was decided": "The lock is changed.", "Why": "He has a key."})
    await ask(corina, f"Conclude: {R}", {"What was said": "She has told nobody but us."})
    await expect(agenda(felicia)).to_have_text([M, R, N, L])

    await begin_hearing(corina, N)
    await expect(now(felicia)).to_contain_text(N)
    await ask(
        corina,
        "Note that they step aside: Felicia",
        {"Reason": "She knows him."},
        checked={"The conflict of interest stays"},
    )
    await expect(agenda(felicia)).to_have_text([M, R, L])
    await ask(corina, f"Conclude: {N}", {"What was said": "She goes to her sister."})
    for page in (room.emil, room.ilie):
        await expect(page.get_by_role("region", name="Agenda")).to_contain_text("She goes to her sister.")
    await expect(agenda(felicia)).to_have_text([M, R, L])


async def end(room: Room) -> None:
    await ask(room.corina, f"Defer: {L}", {"Reason": "Her lawyer is ill."})
    await ask(room.corina, "End the meeting")
    for page in room.comers:
        await expect(page.get_by_text("Minutes drafted")).to_be_visible()
