"""What Slack, and this house, let stand inside a block: texts, rich text, buttons and menus."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

HOUSE = "house rule: "  # begins what Slack would take, and this bot must not send
MAX_LINK_CHARS = 3_000
MAX_ID_CHARS = 255
MAX_BUTTON_CHARS = 75
MAX_BUTTON_VALUE_CHARS = 2_000
_RICH_PARTS = {"rich_text_section", "rich_text_quote", "rich_text_preformatted"}
_STYLES = {"bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink"}

Element = Mapping[str, Any]


def plain(element: Any, limit: int, what: str = "plain text") -> Iterator[str]:
    """A plain_text object with emoji off: the only text object that renders nothing."""
    if not isinstance(element, Mapping):
        yield f"{what} is no text object"
        return
    if element.get("type") != "plain_text" or element.get("emoji") is not False:
        yield HOUSE + "text that renders markup or emoji"
    if not isinstance(element.get("text"), str) or not 1 <= len(element["text"]) <= limit:
        yield f"{what} is empty or too long"


def named(element: Element, key: str, limit: int = MAX_ID_CHARS) -> Iterator[str]:
    """An identifier, where there is one."""
    value = element.get(key)
    if value is not None and not (isinstance(value, str) and 1 <= len(value) <= limit):
        yield f"{key} is empty or too long"


def web_link(url: Any) -> Iterator[str]:
    fits = isinstance(url, str) and url.isascii() and len(url) <= MAX_LINK_CHARS
    if not fits or not url.startswith(("http://", "https://")):
        yield "bad link"


def rich_part(part: Any) -> Iterator[str]:
    """A section, quote or list of rich text, with leaves that are text or links."""
    kind = part.get("type") if isinstance(part, Mapping) else None
    if kind == "rich_text_list" and part.get("style") in ("bullet", "ordered") and part.get("elements"):
        for item in part["elements"]:
            yield from rich_part(item)
        return
    if kind not in _RICH_PARTS or not part.get("elements"):
        yield f"bad rich text part {kind}"
        return
    for leaf in part["elements"]:
        yield from _leaf(leaf)


def _leaf(leaf: Element) -> Iterator[str]:
    if leaf.get("type") not in ("text", "link"):
        yield f"{HOUSE}live element {leaf.get('type')}"  # user, channel, broadcast, emoji: never ours to send
    elif not isinstance(leaf.get("text"), str) or not leaf["text"]:
        yield "empty text element"
    if leaf.get("type") == "link":
        yield from web_link(leaf.get("url"))
    style = leaf.get("style", {})
    if not isinstance(style, Mapping) or not set(style) <= _STYLES:
        yield "bad style of rich text"


def interactive(element: Any, allowed: Iterable[str]) -> Iterator[str]:
    """A button, menu or input of one of the `allowed` types."""
    kind = element.get("type") if isinstance(element, Mapping) else None
    if kind not in set(allowed):
        yield f"{kind} does not belong here"
        return
    yield from named(element, "action_id")
    if "confirm" in element:
        yield from _confirm(element["confirm"])
    yield from _CHECKS[kind](element)


def unique_actions(elements: Iterable[Any]) -> Iterator[str]:
    ids = [element.get("action_id") for element in elements if isinstance(element, Mapping)]
    given = [action_id for action_id in ids if action_id is not None]
    if len(given) != len(set(given)):
        yield "action_id twice in one block"


def _confirm(confirm: Element) -> Iterator[str]:
    for key, limit in (("title", 100), ("text", 300), ("confirm", 30), ("deny", 30)):
        yield from plain(confirm.get(key), limit, f"confirm's {key}")


def _button(element: Element) -> Iterator[str]:
    yield from plain(element.get("text"), MAX_BUTTON_CHARS, "button's text")
    yield from named(element, "value", MAX_BUTTON_VALUE_CHARS)
    yield from named(element, "accessibility_label", MAX_BUTTON_CHARS)
    if "url" in element:
        yield from web_link(element["url"])
    if element.get("style", "primary") not in ("primary", "danger"):
        yield "bad style of a button"


def _feedback(element: Element) -> Iterator[str]:
    for key in ("positive_button", "negative_button"):
        button = element.get(key)
        if not isinstance(button, Mapping) or not isinstance(button.get("value"), str):
            yield f"{key} is missing or has no value"
            continue
        yield from plain(button.get("text"), MAX_BUTTON_CHARS, f"{key}'s text")
        yield from named(button, "value", MAX_BUTTON_VALUE_CHARS)
        yield from named(button, "accessibility_label", MAX_BUTTON_CHARS)


def _icon_button(element: Element) -> Iterator[str]:
    if element.get("icon") != "trash":
        yield "icon_button knows one icon, trash"
    yield from plain(element.get("text"), MAX_BUTTON_CHARS, "button's text")
    yield from named(element, "value", MAX_BUTTON_VALUE_CHARS)


def _menu(element: Element) -> Iterator[str]:
    yield from _choices(element, 100)
    if "placeholder" in element:
        yield from plain(element["placeholder"], 150, "placeholder")


def _few_choices(element: Element) -> Iterator[str]:
    yield from _choices(element, 5 if element["type"] == "overflow" else 10)


def _choices(element: Element, most: int) -> Iterator[str]:
    options = element.get("options", [])
    if not 1 <= len(options) <= most:
        yield f"{element['type']} without 1 to {most} options"
    for option in options:
        yield from plain(option.get("text"), 75, "option's text")
        if not isinstance(option.get("value"), str) or not 1 <= len(option["value"]) <= 150:
            yield "option's value is empty or too long"
        if "description" in option:
            yield from plain(option["description"], 75, "option's description")


def _picker(element: Element) -> Iterator[str]:
    if "placeholder" in element:
        yield from plain(element["placeholder"], 150, "placeholder")


def _text_input(element: Element) -> Iterator[str]:
    yield from _picker(element)
    longest = element.get("max_length", 3_000)
    if not isinstance(longest, int) or not 1 <= longest <= 3_000:
        yield "max_length of an input is not 1 to 3,000"
    elif len(element.get("initial_value", "")) > longest:
        yield "initial_value is longer than the input"


_CHECKS: Mapping[str, Callable[[Element], Iterator[str]]] = {
    "button": _button,
    "feedback_buttons": _feedback,
    "icon_button": _icon_button,
    "static_select": _menu,
    "multi_static_select": _menu,
    "overflow": _few_choices,
    "checkboxes": _few_choices,
    "radio_buttons": _few_choices,
    "plain_text_input": _text_input,
    **dict.fromkeys(
        ("users_select", "multi_users_select", "conversations_select", "channels_select", "datepicker"), _picker
    ),
}
MENUS = ("static_select", "multi_static_select", "users_select", "conversations_select", "channels_select")
IN_ACTIONS = ("button", *MENUS, "overflow", "checkboxes", "radio_buttons", "datepicker")
IN_INPUT = ("plain_text_input", *MENUS, "multi_users_select", "checkboxes", "radio_buttons", "datepicker")
IN_CONTEXT_ACTIONS = ("feedback_buttons", "icon_button")
