"""Markdown to safe HTML, once, when a message is written: CommonMark without raw HTML, then an allow-list."""

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from roundtable.core.errors import Code, Invalid

# 20,000 characters can be written so that they take a second and become 70 MB. Each bound stops a way of doing that
# before it has cost much. A line is looked at again for each quote around it, a bracket for each that may close it; a
# cell of a table is three tokens, and a row too short gets all its cells; a list within a list is two levels deeper.
_MOST = {"\n": 2_000, "[": 2_000}
_TOKENS, _DEEPEST, HTML_LENGTH = 10_000, 17, 120_000

_MARKDOWN = (
    MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(["strikethrough", "table"]).disable("image")
)
_TAGS = {
    *("p", "br", "hr", "em", "strong", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}


def render(body: str) -> str:
    """Safe HTML. Links are http, https or mailto, open no opener and tell no referrer; pictures are not shown.

    Raises Invalid, TOO_LONG, for more formatting than a message can hold.
    """
    html = nh3.clean(
        _MARKDOWN.renderer.render(_tokens_of(body), _MARKDOWN.options, {}),
        tags=_TAGS,
        attributes={"a": {"href"}, "ol": {"start"}, "*": set()},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )
    _check(len(html) <= HTML_LENGTH)
    return html


class _Tokens(list[Token]):
    """What the parser fills: it stops at the first token too many, or too deep (where it would leave text out)."""

    def append(self, token: Token) -> None:
        _check(len(self) < _TOKENS and token.level <= _DEEPEST)
        super().append(token)


def _tokens_of(body: str) -> list[Token]:
    _check(all(body.count(character) <= most for character, most in _MOST.items()))
    state = StateCore(body, _MARKDOWN, {})
    state.tokens = _Tokens()
    _MARKDOWN.core.process(state)
    inline = [child for token in state.tokens for child in token.children or ()]
    _check(len(state.tokens) + len(inline) <= _TOKENS)
    # An address is defined once and can be linked to thousands of times.
    _check(sum(len(str(token.attrs.get("href", ""))) for token in inline) <= HTML_LENGTH)
    return state.tokens


def _check(within: bool) -> None:
    if not within:
        raise Invalid(Code.TOO_LONG, ["body"], "The text has too much formatting. Write it plainer, or in parts.")
