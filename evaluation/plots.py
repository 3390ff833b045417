"""Small plots as inline SVG. Colours come from the page's style, so that they are readable in the dark too."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

_BAR_WIDTH, _BAR_HEIGHT = 220, 14
_WIDTH, _HEIGHT = 360, 170
_LEFT, _BOTTOM, _TOP = 8, 34, 18
_BINS = 20


def share_bar(value: float, low: float | None, high: float | None) -> str:
    """A share as a bar from 0 to 1, with a whisker over its interval where there is one."""
    middle = _BAR_HEIGHT / 2
    parts = [_rect(0, 2, _BAR_WIDTH, _BAR_HEIGHT - 4, "track"), _rect(0, 2, _x(value), _BAR_HEIGHT - 4, "bar")]
    said = f"{value:.3f}"
    if low is not None and high is not None:
        said += f", 95% interval {low:.3f} to {high:.3f}"
        parts.append(f'<line class="whisker" x1="{_x(low):.1f}" x2="{_x(high):.1f}" y1="{middle}" y2="{middle}"/>')
        parts += [f'<line class="whisker" x1="{x:.1f}" x2="{x:.1f}" y1="3" y2="11"/>' for x in (_x(low), _x(high))]
    return _svg(parts, _BAR_WIDTH, _BAR_HEIGHT, said)


def _x(share: float) -> float:
    return max(0.0, min(1.0, share)) * _BAR_WIDTH


def columns(title: str, counts: Sequence[tuple[str, int]]) -> str:
    """Labelled columns, each with its count above it. A newline in a label breaks it."""
    most = max((count for _, count in counts), default=0) or 1
    step = (_WIDTH - 2 * _LEFT) / max(1, len(counts))
    parts = []
    for at, (name, count) in enumerate(counts):
        height = (_HEIGHT - _BOTTOM - _TOP) * count / most
        middle = _LEFT + step * (at + 0.5)
        parts.append(_rect(middle - step * 0.4, _HEIGHT - _BOTTOM - height, step * 0.8, height, "bar"))
        parts.append(_text(middle, _HEIGHT - _BOTTOM - height - 4, f"{count:,}" if count else ""))
        lines = enumerate(name.split("\n"), start=1)
        parts += [_text(middle, _HEIGHT - _BOTTOM + 13 * number, line) for number, line in lines]
    return _figure(title, parts, ", ".join(f"{name}: {count}" for name, count in counts).replace("\n", " "))


def histogram(title: str, values: Sequence[float], unit: str, end: float | None = None) -> str:
    """How values are spread: equal bins up to `end`, the 99th percentile where none is given, and what lies beyond in
    the last.
    """
    end = end or sorted(values)[math.ceil(0.99 * len(values)) - 1] or 1.0
    bins = [0] * _BINS
    for value in values:
        bins[min(_BINS - 1, int(value / end * _BINS))] += 1
    most, step = max(bins), (_WIDTH - 2 * _LEFT) / _BINS
    parts = []
    for at, count in enumerate(bins):
        height = (_HEIGHT - _BOTTOM - _TOP) * count / most
        parts.append(_rect(_LEFT + step * at, _HEIGHT - _BOTTOM - height, step - 1, height, "bar"))
    for share, anchor in ((0.0, "start"), (0.5, "middle"), (1.0, "end")):
        x = _LEFT + share * (_WIDTH - 2 * _LEFT)
        parts.append(_text(x, _HEIGHT - _BOTTOM + 14, f"{end * share:,.3g} {unit}".rstrip(), anchor))
    return _figure(title, parts, f"{len(values)} values, most of them up to {end:,.3g} {unit}")


def difference_bar(difference: float, low: float, high: float, reach: float, verdict: str) -> str:
    """A difference with its interval, left and right of nothing. reach: the largest value that is drawn."""
    middle = _BAR_HEIGHT / 2

    def at(value: float) -> float:
        return _BAR_WIDTH * (0.5 + 0.5 * max(-1.0, min(1.0, value / (reach or 1.0))))

    parts = [
        f'<line class="axis" x1="{at(0)}" x2="{at(0)}" y1="0" y2="{_BAR_HEIGHT}"/>',
        f'<line class="whisker" x1="{at(low):.1f}" x2="{at(high):.1f}" y1="{middle}" y2="{middle}"/>',
        f'<circle class="{escape(verdict)}" cx="{at(difference):.1f}" cy="{middle}" r="4"/>',
    ]
    return _svg(parts, _BAR_WIDTH, _BAR_HEIGHT, f"{difference:+.3f}, 95% interval {low:+.3f} to {high:+.3f}")


def _rect(x: float, y: float, width: float, height: float, kind: str) -> str:
    return f'<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"/>'


def _text(x: float, y: float, said: str, anchor: str = "middle") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(said)}</text>'


def _svg(parts: Sequence[str], width: int, height: int, said: str) -> str:
    return (
        f'<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        f'aria-label="{escape(said)}">{"".join(parts)}</svg>'
    )


def _figure(title: str, parts: Sequence[str], said: str) -> str:
    return f"<figure><figcaption>{escape(title)}</figcaption>{_svg(parts, _WIDTH, _HEIGHT, said)}</figure>"
