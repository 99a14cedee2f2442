"""Style sheets get smaller and mean the same."""

from __future__ import annotations

import pytest

from digest.publish.squeeze import squeezed


@pytest.mark.parametrize(
    ("styles", "smaller"),
    [
        ("a , b {\n  color: red;\n}\n", "a,b{color:red;}"),
        ('q::before { content: "{ ; , }" }', 'q::before{content:"{ ; , }"}'),
        ("p { width: calc(1px + 2em) }\n\n.a .b > c { }", "p{width:calc(1px + 2em)}.a .b > c{}"),
        ("@media (hover: none) { a :hover { top: 0 } }", "@media (hover:none){a :hover{top:0}}"),
    ],
)
def test_only_needless_spaces_go(styles: str, smaller: str) -> None:
    """Those around braces, semicolons and commas; never what is quoted, nor what parts words."""
    assert squeezed(styles) == smaller
