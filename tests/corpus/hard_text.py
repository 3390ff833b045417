"""Text that is hard to cut, for hypothesis."""

from __future__ import annotations

from hypothesis import strategies as st

_PIECES = [
    "U.S. Commerce Secretary H. Lutnick met Mr. Akazawa in Washington, D.C. ",
    "The deal is worth $2.1 bn. It closes in Q2, i.e. before June 30. ",
    "Larkspur Grid, Inc. will pay $42.50 a share. ",
    "“We agreed!” she said… “Did we?” ",
    "Article IV. Covenants\n",
    "# Heading\n\n",
    "Terms and Conditions\n",
    "1. First item\n",
    "(a) the Seller shall deliver; and\n",
    "- a point\n",
    "a line that was wrapped by hand in the middle of what it was going to\nsay. ",
    "取引は完了した。「本当か？」次の文。",
    "price " * 40,
    "no end in sight, " * 20 + "and so on. ",
    "........ 12\n",
    "x" * 150,
    "\n\n\n",
    "   \t ",
    "----------------\n",
    "é🏭",
]
hard_text = st.lists(st.one_of(st.sampled_from(_PIECES), st.text(max_size=8)), max_size=25).map("".join)
