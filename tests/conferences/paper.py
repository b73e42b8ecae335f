"""Minutes that were taken out, as plain text."""

import html
import re


def blocks_of(page: str) -> str:
    """What a page says, a line for each block; the cells of a table's row with bars between."""
    body = re.sub(r"<style>.*?</style>", "", page, flags=re.S)
    body = re.sub(r"\s+", " ", body)
    body = re.sub(r"</?(p|h\d|li|tr|dt|dd|blockquote|ul|ol|section|header|title|table|main)\b[^>]*>", "\n", body)
    body = re.sub(r"</t[dh]>", " | ", body)
    text = html.unescape(re.sub(r"<[^>]+>", "", body))
    return "\n".join(line.strip(" |") for line in text.splitlines() if line.strip(" |")) + "\n"
