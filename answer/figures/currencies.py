"""How currencies are written: symbols and codes before a number, names and signs after it."""

from __future__ import annotations

import re

# Only names that mean one currency: francs, crowns, pesos and dirhams need their country.
_WRITTEN = {
    "USD": "$ US$ U.S.$ ＄ | dollar, us dollar, u.s. dollar, american dollar, ドル, 米ドル, 달러, dólares, dollari",
    "AUD": "A$ AU$ | australian dollar, 豪ドル",
    "CAD": "C$ CA$ | canadian dollar",
    "HKD": "HK$ | hong kong dollar, 香港ドル",
    "NZD": "NZ$ | new zealand dollar",
    "SGD": "S$ SG$ | singapore dollar",
    "TWD": "NT$ TW$ | taiwan dollar, new taiwan dollar",
    "BRL": "R$ BR$ | reais, brazilian real",
    "MXN": "MX$ Mex$ | mexican peso",
    "EUR": "€ | euro, €, ユーロ, 유로",
    "GBP": "£ | pound, pounds sterling, british pound, £, ポンド",
    "JPY": "¥ ￥ | yen, japanese yen, 円, ¥, ￥",
    "CNY": "CN¥ RMB¥ RMB | yuan, chinese yuan, renminbi, 人民元, 元",
    "KRW": "₩ | won, korean won, south korean won, ウォン, 원",
    "INR": "₹ Rs Rs. | rupee, indian rupee, ルピー",
    "CHF": "SFr. | swiss franc, schweizer franken, スイスフラン",
    "SEK": "| swedish krona, swedish kronor, swedish crown",
    "NOK": "| norwegian krone, norwegian kroner, norwegian crown",
    "DKK": "| danish krone, danish kroner, danish crown",
    "PLN": "| zloty, zlotys, złoty, zł",
    "CZK": "| czech crown, czech koruna, Kč",
    "HUF": "| forint", "TRY": "₺ | turkish lira, lira", "RUB": "₽ | rouble, ruble, ₽",
    "ILS": "₪ | shekel", "THB": "฿ | baht", "VND": "₫ | dong", "IDR": "| rupiah", "MYR": "| ringgit",
    "PHP": "₱ | philippine peso", "ZAR": "| south african rand", "NGN": "₦ | naira", "UAH": "₴ | hryvnia",
    "AED": "| uae dirham, emirati dirham", "SAR": "| saudi riyal", "QAR": "| qatari riyal", "KWD": "| kuwaiti dinar",
    "EGP": "| egyptian pound", "ARS": "| argentine peso", "CLP": "| chilean peso", "COP": "| colombian peso",
}  # fmt: skip
CODES = tuple(_WRITTEN)
SYMBOLS = "$€£¥₩₹₺₽₪฿₫₱₦₴￥＄"
CONTINENTAL = frozenset("EUR CHF BRL SEK NOK DKK PLN CZK HUF TRY ARS CLP COP IDR VND".split())
"""Where 1.200 may be a thousand and two hundred."""


def _key(written: str) -> str:
    bare = re.sub(r"[\s.-]", "", written).casefold()
    return bare.removesuffix("s") if bare.isascii() and len(bare) > 3 else bare


_LEADING = {_key(sign): code for code, written in _WRITTEN.items() for sign in written.partition("|")[0].split()}
_LEADING |= {code.casefold(): code for code in CODES}
_NAMES = {
    name.strip(): code for code, written in _WRITTEN.items() for name in written.partition("|")[2].split(",") if name
}
_TRAILING = (
    {_key(name): code for name, code in _NAMES.items()} | {code.casefold(): code for code in CODES} | {"$": "USD"}
)


def leading(written: str) -> str | None:
    """The code for what stands before a number: USD for $, CAD for C$ and "CAD $"; None for one not known."""
    name = _key(written)
    return _LEADING.get(name) or (_LEADING.get(name[:3]) if name[3:] in ("$", "¥", "€", "£") else None)


def trailing(written: str) -> str | None:
    """The code for what stands after a number: GBP for "pounds" and "GBP"; None for what is no currency."""
    return _TRAILING.get(_key(written))


def _pattern(name: str) -> str:
    if not name.isascii() and len(name) == 1 and not name.isalpha():
        return rf"{re.escape(name)}(?!\s?\d)"
    escaped = re.escape(name).replace(r"\ ", r"[\s-]").replace(r"\-", "-")
    if name[-1] > "\u2fff":
        return escaped  # Japanese and Korean go on without a space
    return escaped + (r"s?\b" if name.isascii() and not name.endswith("s") else r"\b")


TRAILING_PATTERN = "|".join(
    [*(_pattern(name) for name in sorted(_NAMES, key=len, reverse=True)), rf"(?-i:{'|'.join(CODES)})\b", r"\$(?!\s?\d)"]
)
LEADING_PATTERN = (
    rf"(?:\b(?:{'|'.join(CODES)}|US)\s)?(?<![^\W\d_])(?:U\.S\.|[^\W\d_]{{0,4}})[{SYMBOLS}]"
    rf"|\b(?:{'|'.join(CODES)}|RMB)|(?<!\w)(?:Rs|SFr)\.?"
)
