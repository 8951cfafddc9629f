"""SOURCE.md on a page: where an instrument comes from, as its folder says it, and nothing a page should not run."""

from pathlib import Path

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from village.core.scales import Instrument

FIRST_HEADING, LAST_HEADING = 3, 6  # under the title of the page and that of its part


def source_of(instrument: Instrument) -> SafeString:
    """What SOURCE.md says, as HTML; without its title, which is that of the page.

    Only the folder that scores speaks: what stands beside the words of others stays where it is.
    """
    folders = (
        Path(root) / instrument.key / instrument.version for root in settings.INSTRUMENTS_DIRS
    )
    folder = next(folder for folder in folders if (folder / "scale.toml").is_file())
    return render((folder / "SOURCE.md").read_text(encoding="utf-8"))


def render(text: str) -> SafeString:
    """Markdown as HTML: no tag of its author's, no link, no picture. A page asks nothing of another site.

    >>> render("# Title\\n\\nFrom *there*: <script>, [a manual](https://there.example).")
    '<p>From <em>there</em>: &lt;script&gt;, a manual.</p>\\n'
    """
    markdown = MarkdownIt("commonmark", {"html": False})
    tokens = markdown.parse(text)
    if tokens and tokens[0].type == "heading_open":
        tokens = tokens[3:]
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(max(int(token.tag[1]) + 1, FIRST_HEADING), LAST_HEADING)}"
        token.children = [
            child
            for child in token.children or []
            if child.type not in ("link_open", "link_close", "image")
        ]
    # Escaped above: `html` is off, so that every tag is one that the renderer wrote.
    return mark_safe(markdown.renderer.render(tokens, markdown.options, {}))  # noqa: S308
