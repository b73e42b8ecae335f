"""Before the meeting: what was undertaken earlier, the plan, who comes, which cases, and what agencies know of them."""

from playwright.async_api import expect

from tests.browser.conferring import BASIS, CASE, GROUNDS, POLICE, QUIET, WEEKLY, arrive, ask, begin_hearing
from tests.browser.played.room import CENTRE, OWN, PATROL, PROGRAMME, TITLE, L, M, N, R, Room, agenda

REFERRED = {
    QUIET: "He waits at her door.",
    f"/cases/case_{OWN[N].hex}": "She asks for it.",
    f"/cases/case_{OWN[L].hex}": "He has found her.",
    CASE: "Worse each week.",
}


async def an_earlier_one(room: Room) -> None:
    """At the weekly conference the police undertook something."""
    for page in (room.corina, room.ana):
        await page.goto(WEEKLY)
        await arrive(page)
    await begin_hearing(room.corina, M)
    await ask(room.ana, "Undertake an action", {"What your agency will do": PATROL})
    await expect(room.corina.get_by_role("region", name="Actions")).to_contain_text(PATROL)
    await ask(room.corina, f"Conclude: {M}")
    await ask(room.corina, "End the meeting")
    await expect(room.ana.get_by_text("Minutes drafted")).to_be_visible()


async def plan(room: Room) -> None:
    """Called and answered: the programme sends Felicia, and Ana is to write the minutes."""
    corina, ana, emil, ilie = room.corina, room.ana, room.emil, room.ilie
    await corina.get_by_role("link", name="Conferences").click()
    times = {"Begins": "2031-03-20T10:00", "Returns until": "2031-03-18T12:00"}
    await ask(corina, "Plan a conference", {"Title": TITLE, "Place": "Room 3", **times}, checked={CENTRE, POLICE})
    await corina.get_by_role("heading", level=1, name=TITLE).wait_for()
    room.path = corina.url.removeprefix(room.house.address)
    await ask(corina, "Ask more agencies", checked={PROGRAMME})
    await ana.get_by_role("link", name="Conferences").click()
    for page in (ana, emil, ilie):
        await ask(page, f"Accept: I will come: {TITLE}")
        await page.get_by_role("link", name=TITLE).click()
    await ask(ilie, "Send somebody else: Ilie", chosen={"Colleague": "Felicia"})
    await room.felicia.get_by_role("link", name=TITLE).click()
    coming = corina.get_by_role("region", name="Who comes")
    await expect(coming.get_by_role("listitem").filter(has_text="Felicia")).to_contain_text("for Ilie")
    await expect(corina.get_by_role("region", name="Agencies").get_by_text("Comes", exact=True)).to_have_count(3)
    await ask(corina, "Change time or place", chosen={"Writes the minutes": "Ana"})
    await expect(ana.get_by_text("writes the minutes")).to_be_visible()


async def refer(room: Room) -> None:
    """Four cases, of which the one that was referred last is to be heard first."""
    for path, reason in REFERRED.items():
        await room.corina.goto(path)
        why = {"Why it is to be heard": reason, **GROUNDS}
        chosen = {"Conference": TITLE, "Criterion": "Getting worse", **BASIS}
        await ask(room.corina, "Refer to a conference", why, chosen)
    await room.corina.goto(room.path)
    for title in (R, N, L, M):
        await ask(room.corina, f"Take onto the agenda: {title}")
    for order in ([R, N, M, L], [R, M, N, L], [M, R, N, L]):
        await room.corina.get_by_role("button", name=f"Move up: {M}").click()
        await expect(agenda(room.corina)).to_have_text(order)
    for page in (*room.comers, room.ilie):
        await expect(agenda(page)).to_have_text([M, R, N, L])
    await ask(room.corina, "Ask for returns")


async def say_what_is_known(room: Room) -> None:
    """The centre says something, and not to the programme, which does not share; the police know nothing."""
    corina, ana, emil, felicia = room.comers
    for page, title in ((ana, R), (emil, M), (felicia, M)):
        await expect(page.get_by_text("Returns open")).to_be_visible()
        await page.get_by_role("region", name="Agenda").get_by_role("link", name=title).click()
    await ask(ana, "We know nothing")
    await ask(felicia, "Do not share", chosen={"Reason": "Professional secrecy"})
    await emil.get_by_label("M.", exact=True).check()
    await emil.get_by_label("What worries us").fill("It gets worse each time.")
    await emil.get_by_text("Draft saved.").wait_for()
    await ask(emil, "Submit", GROUNDS, BASIS, {PROGRAMME})
    await expect(felicia.get_by_text("What it says is not shared with you.")).to_be_visible()
    answers = corina.get_by_role("region", name="Agenda")
    for said in ("Submitted", "Nothing known", "Does not share"):
        await expect(answers.get_by_text(said)).to_have_count(1)
    await ask(corina, "All is ready")
