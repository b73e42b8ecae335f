"""The pages that sign-in shows when it fails: plain, in English and Romanian, without a word on why inside."""

import re
from dataclasses import dataclass
from html import escape
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

STYLE = (Path(__file__).with_name("pages.css")).read_text(encoding="utf-8")
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Vary": "Accept-Language",
}
_RANGE = re.compile(r"\s*([a-z*]{1,8})(?:-[a-z0-9-]*)?\s*(?:;\s*q=([01](?:\.\d{0,3})?))?\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Words:
    """One page in one language."""

    title: str
    text: str


_AGAIN = {"en": "Sign in again", "ro": "Autentificați-vă din nou"}

# What happened, as far as the person at the browser needs it: status, then words by language.
PAGES: dict[str, tuple[int, dict[str, Words]]] = {
    "denied": (
        403,
        {
            "en": Words("You did not sign in", "The sign-in was cancelled, or your organisation did not allow it."),
            "ro": Words("Nu v-ați autentificat", "Autentificarea a fost anulată sau organizația dv. nu a permis-o."),
        },
    ),
    "interrupted": (
        400,
        {
            "en": Words(
                "This sign-in cannot be continued",
                "It was begun in another browser, too long ago, or has been used already. Please begin again.",
            ),
            "ro": Words(
                "Această autentificare nu poate continua",
                "A fost începută în alt browser, cu prea mult timp în urmă, sau a fost deja folosită. "
                "Vă rugăm să începeți din nou.",
            ),
        },
    ),
    "not_invited": (
        403,
        {
            "en": Words(
                "You have no place here yet",
                "Roundtable is by invitation: ask the person who looks after Roundtable at your agency.",
            ),
            "ro": Words(
                "Nu aveți încă un loc aici",
                "Accesul la Roundtable se face pe bază de invitație: "
                "întrebați persoana care se ocupă de Roundtable în instituția dv.",
            ),
        },
    ),
    "refused": (
        403,
        {
            "en": Words(
                "The sign-in was refused",
                "What came back from your organisation's sign-in did not pass our checks. "
                "If it happens again, tell whoever looks after Roundtable at your agency.",
            ),
            "ro": Words(
                "Autentificarea a fost refuzată",
                "Răspunsul primit de la autentificarea organizației dv. nu a trecut verificările noastre. "
                "Dacă se repetă, anunțați persoana care se ocupă de Roundtable în instituția dv.",
            ),
        },
    ),
    "broken": (
        502,
        {
            "en": Words(
                "Sign-in does not work at the moment",
                "Your organisation's sign-in answered in a way we cannot use. Your work here is safe; try again later.",
            ),
            "ro": Words(
                "Autentificarea nu funcționează momentan",
                "Serviciul de autentificare al organizației dv. a răspuns într-un mod pe care nu îl putem folosi. "
                "Datele dv. sunt în siguranță; încercați mai târziu.",
            ),
        },
    ),
    "away": (
        503,
        {
            "en": Words(
                "Sign-in cannot be reached",
                "Your organisation's sign-in does not answer. Your work here is safe; try again in a few minutes.",
            ),
            "ro": Words(
                "Autentificarea nu poate fi accesată",
                "Serviciul de autentificare al organizației dv. nu răspunde. "
                "Datele dv. sunt în siguranță; încercați din nou peste câteva minute.",
            ),
        },
    ),
    "not_set_up": (
        503,
        {
            "en": Words("Sign-in is not set up", "Whoever runs this server has not named an identity provider yet."),
            "ro": Words(
                "Autentificarea nu este configurată",
                "Administratorul acestui server nu a indicat încă un furnizor de identitate.",
            ),
        },
    ),
}


def page(request: Request, name: str) -> Response:
    """The page of this name in the reader's language."""
    status, words = PAGES[name]
    language = preferred(request.headers.get("accept-language", ""))
    said, again = words[language], _AGAIN[language]
    html = (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(said.title)} – Roundtable</title>\n"
        '<link rel="stylesheet" href="/auth/pages.css">\n</head>\n<body>\n<main>\n'
        f"<h1>{escape(said.title)}</h1>\n<p>{escape(said.text)}</p>\n"
        f'<p><a href="/auth/login">{escape(again)}</a></p>\n</main>\n</body>\n</html>\n'
    )
    return HTMLResponse(html, status, {**HEADERS, "Content-Language": language})


def preferred(accept_language: str) -> str:
    """`ro` where the reader would rather have it than English, else `en`."""
    weights = {"en": 0.0, "ro": 0.0}
    for part in accept_language[:200].split(","):
        match = _RANGE.fullmatch(part)
        if match and match[1].lower() in weights:
            language = match[1].lower()
            weights[language] = max(weights[language], float(match[2] or 1))
    return "ro" if weights["ro"] > weights["en"] else "en"
