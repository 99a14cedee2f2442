"""HTML that feed readers keep: filled from a template, sanitised, its links absolute."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin

import nh3

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from digest.publish.channel import Links
    from digest.publish.shown import Cite, SourceView
    from digest.publish.templates import Templates

# What feed readers keep of HTML, and the W3C feed validator passes without a warning.
_TAGS = frozenset(
    {"a", "blockquote", "br", "cite", "code", "dd", "dl", "dt", "em", "h2", "h3", "h4", "li", "ol"}
    | {"p", "small", "span", "strong", "ul"}
)
_ATTRIBUTES = {"*": {"dir", "lang"}, "a": {"href", "title"}}
_SCHEMES = {"http", "https", "mailto"}


def fragment(
    templates: Templates,
    name: str,
    *,
    links: Links,
    sources: Iterable[SourceView],
    context: Mapping[str, object],
) -> str:
    """Return template `name` filled from `context`, with `links` and `target(cite)` added.

    A citation's target is the article where it has an address, else its place on the page. A
    user's own template may write anything: what leaves here is clean all the same.

    Raises:
        UsageError: the template is missing or wrong.
    """
    articles = {source.number: source.url for source in sources}

    def target(cite: Cite) -> str:
        return articles[cite.number] or f"{links.page}#{cite.anchor}"

    def absolute(_tag: str, attribute: str, value: str) -> str:
        return urljoin(links.page, value) if attribute == "href" else value

    return nh3.clean(
        templates.render(name, {**context, "links": links, "target": target}),
        tags=set(_TAGS),
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        url_schemes=_SCHEMES,
        link_rel=None,
        attribute_filter=absolute,
    ).strip()
