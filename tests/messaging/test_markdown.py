"""Markdown to HTML that is safe to show: exact outputs, and that nothing else can come of any text, nor much of it."""

from html.parser import HTMLParser
from time import thread_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roundtable.core.errors import Code, Invalid
from roundtable.messaging.markdown import HTML_LENGTH, render
from roundtable.messaging.models import MESSAGE_LENGTH
from tests.messaging.room import posted
from tests.support.table import Table

REL = 'rel="noopener noreferrer nofollow"'
SHOWN = {
    # what one may write
    "**bold** *soft* ~~gone~~ `code`": "<p><strong>bold</strong> <em>soft</em> <s>gone</s> <code>code</code></p>\n",
    "# Title": "<h1>Title</h1>\n",
    "- one\n- two": "<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n",
    "3. three": '<ol start="3">\n<li>three</li>\n</ol>\n',
    "> quoted": "<blockquote>\n<p>quoted</p>\n</blockquote>\n",
    "```js\nx < 1\n```": "<pre><code>x &lt; 1\n</code></pre>\n",
    "[law](https://example.org/a?b=1&c=2)": f'<p><a href="https://example.org/a?b=1&amp;c=2" {REL}>law</a></p>\n',
    "[mail](mailto:a@example.org)": f'<p><a href="mailto:a@example.org" {REL}>mail</a></p>\n',
    "|a|b|\n|-|-|\n|1|2|": (
        "<table>\n<thead>\n<tr>\n<th>a</th>\n<th>b</th>\n</tr>\n</thead>\n"
        "<tbody>\n<tr>\n<td>1</td>\n<td>2</td>\n</tr>\n</tbody>\n</table>\n"
    ),
    "Ț & ș < 2": "<p>Ț &amp; ș &lt; 2</p>\n",
    # what stays text
    "<script>alert(1)</script>": "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n",
    "<b onclick=x>hi</b>": "<p>&lt;b onclick=x&gt;hi&lt;/b&gt;</p>\n",
    "<img src=x onerror=alert(1)>": "<p>&lt;img src=x onerror=alert(1)&gt;</p>\n",
    "<style>p{}</style>": "<p>&lt;style&gt;p{}&lt;/style&gt;</p>\n",
    "<!-- note -->": "<p>&lt;!-- note --&gt;</p>\n",
    "&lt;script&gt;": "<p>&lt;script&gt;</p>\n",
    "https://example.org": "<p>https://example.org</p>\n",
    "[x](javascript:alert(1))": "<p>[x](javascript:alert(1))</p>\n",
    "[x](JaVaScRiPt&#58;alert(1))": "<p>[x](JaVaScRiPt:alert(1))</p>\n",
    "[x](data:text/html;base64,PHNjcmlwdD4=)": "<p>[x](data:text/html;base64,PHNjcmlwdD4=)</p>\n",
    "[x](vbscript:msgbox)": "<p>[x](vbscript:msgbox)</p>\n",
    "<javascript:alert(1)>": "<p>&lt;javascript:alert(1)&gt;</p>\n",
    # what loses its danger
    "![pixel](https://example.org/p.png)": f'<p>!<a href="https://example.org/p.png" {REL}>pixel</a></p>\n',
    '[x](https://example.org "a title")': f'<p><a href="https://example.org" {REL}>x</a></p>\n',
    "[x](tel:112)": f"<p><a {REL}>x</a></p>\n",
    '[x](https://example.org/"onmouseover=alert(1))': (
        f'<p><a href="https://example.org/%22onmouseover=alert(1)" {REL}>x</a></p>\n'
    ),
}


@pytest.mark.parametrize(("written", "shown"), SHOWN.items())
def test_a_text_is_shown_so(written: str, shown: str) -> None:
    assert render(written) == shown


def _whole(piece: str, head: str = "") -> str:
    """A text as long as may be, of one piece again and again."""
    return (head + piece * MESSAGE_LENGTH)[:MESSAGE_LENGTH].strip()


# Without bounds, these took up to 1.2 s and became up to 70 MB; what stood within 20 levels was left out unsaid.
TOO_MUCH = {
    "a wide table of short rows": _whole("x\n", "|a" * 20 + "|\n" + "|-" * 20 + "|\n"),
    "a very wide table": _whole("x\n", "|a" * 1_000 + "|\n" + "|-" * 1_000 + "|\n"),
    "a wide table of few lines": "|a" * 200 + "|\n" + "|-" * 200 + "|\n" + "x\n" * 1_900,
    "small tables": _whole("|\n-|\n\n"),
    "headings": _whole("#\n"),
    "lists that alternate": _whole("-\n*\n"),
    "quotes, each of its own": _whole(">a\n\n"),
    "lines that 16 quotes go on with": _whole("a\n", ">" * 16),
    "quotes within quotes": ">" * 17 + "a",
    "lists within lists": "- " * 9 + "a",
    "brackets": _whole("["),
    "an address linked to again and again": "[a]: " + "é" * 3_000 + "\n\n" + "[a]" * 1_999,
    "links": _whole("[](a)"),
    "emphasis": _whole("*a"),
}


def test_too_much_formatting_is_refused_before_it_has_cost_much() -> None:
    began = thread_time()

    for name, text in TOO_MUCH.items():
        with pytest.raises(Invalid) as refused:
            render(text)
        problem = refused.value
        assert (problem.code, problem.path) == (Code.TOO_LONG, ["body"]), name
        assert problem.detail == "The text has too much formatting. Write it plainer, or in parts.", name

    # 0.2 s where it was written; one of the tables alone took 1.2 s there when it was rendered.
    assert thread_time() - began < 1


def _table(rows: int) -> str:
    return "|Who|What|When|\n|-|-|-|\n" + "|Ana|Calls her|On Monday|\n" * rows


# The longest messages that people write are far from the bounds.
TAKEN = {
    "prose": (
        _whole("**Ana** will see [her](https://example.org/x).\n\n- a thing to do\n\n> a quote\n"),
        "<strong>",
        267,
    ),
    "a list": (_whole("- [ ] a short thing\n"), "<li>", 1_000),
    "a table": (_table(700), "<tr>", 701),
    "blanks to fill in": (_whole("Name: ____________________\n"), "_", 14_814),
    "nothing but signs": (_whole("&"), "&amp;", 20_000),
    "lists within lists": ("- " * 8 + "a", "<li>", 8),
    "quotes within quotes": (">" * 16 + "a", "<blockquote>", 16),
}


@pytest.mark.parametrize("name", TAKEN)
def test_a_long_message_is_shown_whole(name: str) -> None:
    text, piece, times = TAKEN[name]

    assert render(text).count(piece) == times


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(["|a", "|-", ">", "- ", "1. ", "[a]", "[a]: é&", "\n", "\n\n", "*", "x", "&", "[](&", ")"])
    )
)
def test_nothing_that_is_written_becomes_longer_than_a_message_may_be_shown(pieces: list[str]) -> None:
    text = "".join(pieces) or "x"
    try:
        shown = render(_whole(text))
    except Invalid:
        return
    assert len(shown) <= HTML_LENGTH


class _Elements(HTMLParser):
    """Every tag and attribute of an HTML text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str]] = set()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update((tag, name) for name, _ in attrs)
        self.links.extend(value or "" for name, value in attrs if name == "href")


_TAGS = {"p", "br", "hr", "em", "strong", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a"}
_TAGS |= {"table", "thead", "tbody", "tr", "th", "td", "h1", "h2", "h3", "h4", "h5", "h6"}
_ATTRIBUTES = {("a", "href"), ("a", "rel"), ("ol", "start")}
_PIECES = st.sampled_from(
    ["<", ">", '"', "'", "`", "*", "[", "]", "(", ")", "!", "\n", " ", "&#", "javascript:", "<script>", "<img src=x ",
     "onerror=", "data:", "https://e.org", "x", "\t", "|", "-", "</p>", "<a href=", "&lt;", "\\", "//e.org", "1."]
)  # fmt: skip


@given(st.lists(_PIECES | st.text(max_size=3), max_size=30).map("".join))
def test_whatever_is_written_only_safe_elements_and_links_come_out(text: str) -> None:
    found = _Elements()
    found.feed(render(text))
    found.close()

    assert found.tags <= _TAGS
    assert found.attributes <= _ATTRIBUTES
    assert all(":" not in link.split("/")[0] or link.startswith(("http:", "https:", "mailto:")) for link in found.links)


async def test_a_message_keeps_what_was_written_and_the_safe_html_of_it(table: Table) -> None:
    ana, thread = await table.by("ana"), await table.thread_id()
    written = "<script>alert(1)</script> [x](javascript:alert(1)) ![p](https://example.org/p.png)"

    message = await posted(ana, thread, written)

    assert message["body"] == written
    assert message["bodyHtml"] == (
        "<p>&lt;script&gt;alert(1)&lt;/script&gt; [x](javascript:alert(1)) "
        f'!<a href="https://example.org/p.png" {REL}>p</a></p>\n'
    )
