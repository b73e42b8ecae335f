"""The demo provider's page: the cast, one button per person, and what each will see."""

from html import escape

from roundtable.demo.cast import AGENCIES, PEOPLE, Person
from roundtable.identity.config import DEMO_PATH

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def cast_page(login_hint: str | None, *, again: bool = False) -> str:
    """The hinted person comes first, with the keyboard on their button.

    Nobody is remembered from one sign-in to the next, so that who is sent to sign in `again` does: the page says so.
    """
    people = sorted(PEOPLE.values(), key=lambda person: person.key != login_hint)
    cards = "\n".join(_card(person, preselected=person.key == login_hint) for person in people)
    return _page(
        "Sign in again" if again else "Who are you today?",
        "<p>This is the demo’s own identity provider. Choose one of the cast; there are no passwords, "
        "because it answers on this machine only.</p>\n"
        # without an action the form goes back to this very address, its request included
        f'<form method="post">\n<ul>\n{cards}\n</ul>\n'
        '<p><button class="cancel" name="person" value="">Cancel</button></p>\n</form>',
    )


def signed_out_page() -> str:
    return _page("You are signed out", '<p><a href="/">Back to Roundtable</a></p>')


def _card(person: Person, *, preselected: bool) -> str:
    posts = "".join(f"<li>{escape(post.title)}, {escape(AGENCIES[post.agency].name)}</li>" for post in person.posts)
    focus = " autofocus" if preselected else ""
    return (
        f'<li class="person">\n<h2 id="{person.key}">{escape(person.name)}</h2>\n'
        f'<div id="{person.key}-is">\n<ul>{posts}</ul>\n<p>Sees {escape(person.sees)}.</p>\n</div>\n'
        f'<button name="person" value="{person.key}" aria-describedby="{person.key}-is"{focus}>'
        f"Sign in as {escape(person.name)}</button>\n</li>"
    )


def _page(title: str, body: str) -> str:
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)} – Roundtable demo</title>\n"
        f'<link rel="stylesheet" href="{DEMO_PATH}/provider.css">\n</head>\n<body>\n<main>\n'
        f"<h1>{escape(title)}</h1>\n{body}\n</main>\n</body>\n</html>\n"
    )
