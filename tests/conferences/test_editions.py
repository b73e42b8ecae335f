"""Each agency's edition of minutes on paper and as a page: what it says, how it is made, and who may fetch it."""

import asyncio
import io
from datetime import timedelta
from typing import Any

import pypdf
import pytest
from pypdf.generic import DictionaryObject, IndirectObject
from sqlalchemy import update

from roundtable.core.tables import table_of
from roundtable.demo.cast import PEOPLE
from roundtable.minutes.models import MinutesExport
from tests.conferences.meeting import Meeting, heard
from tests.messaging.room import BASIS, nothing
from tests.support.closing import ended
from tests.support.table import Table

SAID = "Ședința a hotărât: țara ei o apără. <script>alert('x')</script>"


async def _drafted(table: Table, language: str = "RO") -> tuple[Meeting, str]:
    """Of a meeting that heard one case, which is known to the social services; a passage is not for the hospital."""
    meeting = await heard(table)
    people = (await (await meeting.by("corina")).ask("AgendaItemPage", agendaItemId=meeting.item)).data["agendaItem"]
    known = [person["id"] for person in people["case"]["participants"] if person["role"] == "CHILD"]
    asked = await meeting.asked("corina", "social")
    said = {"agencyReturnId": asked["id"], "version": 0, "knownIds": known, "grounds": BASIS}
    await meeting.done("corina", "SubmitReturn", **said)
    given = {"text": "Mărturia ei este ținută în siguranță.", "rationale": "Îi este frică."}
    made = await meeting.done("corina", "RecordDecision", agendaItemId=meeting.item, **given)
    dissent = {"decisionId": made["decision"]["id"], "words": "O pune în pericol."}
    await meeting.done("emil", "DissentFromDecision", **dissent)
    await meeting.done("corina", "ConcludeAgendaItem", agendaItemId=meeting.item, note=SAID)
    await ended(await meeting.by("corina"), meeting.id)
    minutes = (await meeting.done("corina", "DraftMinutes", conferenceId=meeting.id, language=language))["minutes"][
        "id"
    ]
    section = (await (await meeting.by("corina")).ask("MinutesPage", minutesId=minutes)).data["minutes"]["sections"][0]
    without = [table.agency_id("hospital")]
    passage = {"sectionId": section["id"], "text": "Numai pentru noi.", "withoutAgencyIds": without}
    await meeting.done("corina", "AddMinutesPassage", **passage)
    return meeting, minutes


async def _exported(meeting: Meeting, key: str, minutes: str, form: str) -> str:
    made = await meeting.done(key, "ExportMinutes", minutesId=minutes, format=form)
    export: str = made["minutesExport"]["id"]
    return export


async def _fetched(meeting: Meeting, key: str, export: str) -> Any:
    return await (await meeting.by(key)).http.post(f"/minutes-exports/{export}")


async def _paper(meeting: Meeting, key: str, minutes: str) -> pypdf.PdfReader:
    response = await _fetched(meeting, key, await _exported(meeting, key, minutes, "PDF"))
    assert (response.status_code, response.headers["content-type"]) == (200, "application/pdf"), response.text
    return pypdf.PdfReader(io.BytesIO(response.content))


def _text(paper: pypdf.PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in paper.pages).split())


def _fonts(paper: pypdf.PdfReader) -> list[DictionaryObject]:
    found: dict[int, DictionaryObject] = {}
    for page in paper.pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            assert isinstance(font, IndirectObject)
            found[font.idnum] = font.get_object()  # type: ignore[assignment]
    return list(found.values())


def _tags(node: Any) -> set[str]:
    """Every kind of element of the structure tree."""
    node = node.get_object()
    if not isinstance(node, DictionaryObject):
        return set()
    below = node.get("/K", [])
    children = below.get_object() if isinstance(below, IndirectObject) else below
    own = {str(node["/S"])} if "/S" in node else set()
    for child in children if isinstance(children, list) else [children]:
        own |= _tags(child) if isinstance(child, IndirectObject | DictionaryObject) else set()
    return own


async def test_each_agency_has_the_edition_that_it_may_see_on_paper(table: Table) -> None:
    meeting, minutes = await _drafted(table)

    whole, edition = _text(await _paper(meeting, "corina", minutes)), _text(await _paper(meeting, "emil", minutes))

    for text in (whole, edition):
        assert "Ședința a hotărât: țara ei o apără. <script>alert('x')</script>" in text
        assert "Mărturia ei este ținută în siguranță." in text
        assert "O pune în pericol." in text
        assert "Cunoscuți: Elder child, 9, Younger child, 4" in text
        assert "Proiect" in text
    assert "Numai pentru noi." in whole
    assert "Reținut din acest exemplar." not in whole
    assert "Numai pentru noi." not in edition
    assert "Reținut din acest exemplar." in edition


async def test_the_paper_is_tagged_embeds_its_fonts_and_says_whose_it_is_on_each_page(table: Table) -> None:
    meeting, minutes = await _drafted(table)

    paper = await _paper(meeting, "emil", minutes)

    root: Any = paper.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "ro"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b'pdfuaid:part="1"' in root["/Metadata"].get_object().get_data()
    assert {"/Document", "/H1", "/H2", "/H3", "/P", "/Table", "/TH", "/TD", "/L", "/LI"} <= _tags(
        root["/StructTreeRoot"]
    )
    fonts = _fonts(paper)
    assert fonts
    for font in fonts:
        below: Any = font["/DescendantFonts"]
        descriptor = below[0].get_object()["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3"} & descriptor.keys()
        assert "/ToUnicode" in font
    name = PEOPLE["emil"].name
    for number, page in enumerate(paper.pages, start=1):
        margin = " ".join(page.extract_text().split())
        assert name in margin
        assert f"pagina {number} din {len(paper.pages)}" in margin


async def test_as_a_page_it_runs_nothing_and_asks_nobody_for_anything(table: Table) -> None:
    meeting, minutes = await _drafted(table, "EN")

    response = await _fetched(meeting, "emil", await _exported(meeting, "emil", minutes, "HTML"))

    assert response.status_code == 200
    assert response.headers["content-disposition"] == 'attachment; filename="minutes.html"'
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["content-security-policy"].startswith("default-src 'none'; style-src 'unsafe-inline';")
    page = response.text
    assert '<html lang="en">' in page
    assert "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;" in page
    assert "<script" not in page
    assert "http" not in page
    assert "Withheld from this edition." in page
    assert "Numai pentru noi." not in page


async def test_who_took_it_out_is_kept_for_all_who_take_part(table: Table) -> None:
    meeting, minutes = await _drafted(table)
    await _exported(meeting, "emil", minutes, "PDF")

    listed = (await (await meeting.by("corina")).ask("ConferenceMinutes", conferenceId=meeting.id)).data["minutesOf"]
    (kept,) = listed["nodes"][0]["exports"]
    assert (kept["format"], kept["exportedBy"]["id"]) == ("PDF", table.membership_id("emil"))


async def test_an_export_is_fetched_by_who_asked_for_it_and_soon(table: Table) -> None:
    meeting, minutes = await _drafted(table)
    export = await _exported(meeting, "emil", minutes, "HTML")

    for key in ("corina", "horia"):
        response = await _fetched(meeting, key, export)
        assert response.json()["errors"][0]["extensions"]["code"] == "NOT_FOUND"
        assert response.content == (await _fetched(meeting, key, nothing("minutesexport"))).content
    async with table.database.writing() as session:
        long_ago = table.services.clock.now() - timedelta(minutes=11)
        await session.execute(update(table_of(MinutesExport)).values(exported_at=long_ago))
    late = await _fetched(meeting, "emil", export)
    assert (late.status_code, late.json()["errors"][0]["extensions"]["code"]) == (404, "NOT_FOUND")


async def test_another_sites_page_and_nobody_fetch_nothing(table: Table) -> None:
    meeting, minutes = await _drafted(table)
    export = await _exported(meeting, "emil", minutes, "HTML")
    emil = await meeting.by("emil")

    foreign = await emil.http.post(f"/minutes-exports/{export}", headers={"origin": "https://elsewhere.example"})
    unsigned = await table.stranger().http.post(f"/minutes-exports/{export}")
    malformed = await _fetched(meeting, "emil", "minutesexport_1")

    assert (foreign.status_code, unsigned.status_code, malformed.status_code) == (403, 401, 400)


async def test_others_are_answered_while_it_is_printed(table: Table) -> None:
    meeting, minutes = await _drafted(table)
    export = await _exported(meeting, "emil", minutes, "PDF")
    corina = await meeting.by("corina")

    printing = asyncio.create_task(_fetched(meeting, "emil", export))
    answered = 0
    while not printing.done():
        assert (await corina.ask("Viewer")).status == 200
        answered += 1

    assert (await printing).status_code == 200
    # Printing takes a second or more; an answer, a few milliseconds.
    assert answered > 5


async def test_all_who_are_told_at_once_that_it_is_there_have_it_on_paper(table: Table) -> None:
    meeting, minutes = await _drafted(table)
    exports = [await _exported(meeting, "emil", minutes, "PDF") for _ in range(8)]

    answers = await asyncio.gather(*(_fetched(meeting, "emil", export) for export in exports))

    assert [answer.status_code for answer in answers] == [200] * 8


async def test_of_too_many_at_once_the_last_is_told_that_it_is_not_printed(table: Table) -> None:
    """`PressBusy`, as the page reads it: to be tried again."""
    meeting, minutes = await _drafted(table)
    exports = [await _exported(meeting, "emil", minutes, "PDF") for _ in range(17)]

    fetching = [asyncio.create_task(_fetched(meeting, "emil", export)) for export in exports]
    done, waiting = await asyncio.wait(fetching, return_when=asyncio.FIRST_COMPLETED)
    refused = next(iter(done)).result()
    for each in waiting:
        each.cancel()
    await asyncio.wait(waiting)

    assert (refused.status_code, refused.json()["errors"][0]["extensions"]["code"]) == (503, "NOT_PRINTED")


@pytest.mark.parametrize("form", ["PDF", "HTML"])
async def test_what_is_no_longer_shown_is_not_in_a_file_either(table: Table, form: str) -> None:
    """An export was made, and before it was fetched its reader came to be in conflict with the case."""
    meeting, minutes = await _drafted(table)
    export = await _exported(meeting, "emil", minutes, form)
    given = {"caseId": table.case_id, "membershipId": table.membership_id("emil"), "reason": "A cousin works there."}
    await meeting.done("corina", "DeclareConflict", **given)

    response = await _fetched(meeting, "emil", export)

    text = _text(pypdf.PdfReader(io.BytesIO(response.content))) if form == "PDF" else response.text
    assert "Mărturia ei" not in text
    assert "Acest exemplar nu cuprinde nimic" in text
