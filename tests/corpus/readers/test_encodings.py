"""Text in encodings other than UTF-8."""

from __future__ import annotations

import pytest

from corpus.errors import UnreadableSource
from corpus.readers.encodings import decoded
from tests.corpus.readers.written import BODY

WESTERN = "“Société Générale” zahlt für Müller & Söhne £42.50 je Aktie – naïve, said the board’s señor Núñez."
POLISH = "Spółka zgodziła się zapłacić pięć miliardów złotych za część przedsiębiorstwa, powiedział rzecznik."
RUSSIAN = "Компания согласилась заплатить пять миллиардов рублей за долю в предприятии, сообщил представитель."
JAPANESE = "日本と米国は、レアアースの供給に関する協定に署名した。投資額は五千五百億ドルである。"
CHINESE = "公司同意以五十億美元收購該企業的股份，發言人星期二表示，交易預計在春季完成。"
SIMPLIFIED = "公司同意以五十亿美元收购该企业的股份，发言人星期二表示，交易预计在春季完成。"
KOREAN = "회사는 화요일에 오십억 달러에 지분을 인수하기로 합의했다고 밝혔다. 거래는 봄에 완료될 예정이다."


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (WESTERN, "utf-8"), (WESTERN, "utf-8-sig"), (WESTERN, "utf-16"), (JAPANESE, "utf-32"),
        (WESTERN, "cp1252"), ("Café", "cp1252"), (BODY + " It’s £5.", "cp1252"), (POLISH, "cp1250"),
        (RUSSIAN, "cp1251"), (RUSSIAN, "koi8_r"), (JAPANESE, "shift_jis"), (JAPANESE, "euc_jp"),
        (JAPANESE, "iso2022_jp"), (CHINESE, "big5"),
        (SIMPLIFIED, "gb18030"), (KOREAN, "euc_kr"), (KOREAN * 9_000, "euc_kr"),
    ],
)  # fmt: skip
def test_text_is_read_in_the_encoding_in_which_it_was_written(text: str, encoding: str) -> None:
    assert decoded(text.encode(encoding)) == text


@pytest.mark.parametrize("mark", ["utf-16-be", "utf-32-be"])
def test_a_byte_order_mark_says_which_way_round(mark: str) -> None:
    assert decoded(("\ufeff" + WESTERN).encode(mark)) == WESTERN


def test_what_is_declared_goes_before_what_it_looks_like_and_after_utf_8() -> None:
    assert decoded("Łódź".encode("iso8859_2"), "iso-8859-2") == "Łódź"
    assert decoded(b"<meta charset='iso-8859-2'>" + "Łódź".encode("iso8859_2")).endswith("Łódź")
    assert decoded("Łódź".encode(), "iso-8859-2") == "Łódź"
    assert decoded("“x”".encode("cp1252"), "iso-8859-1") == "“x”"


@pytest.mark.parametrize("declared", ["unicode_escape", "rot13", "zip", "no-such", "", "utf-16", "x" * 10_000])
def test_a_declaration_of_nonsense_is_passed_over(declared: str) -> None:
    assert decoded("Café".encode("cp1252"), declared) == "Café"


def test_one_broken_byte_does_not_spoil_a_text_in_utf_8() -> None:
    assert decoded(WESTERN.encode() * 9 + b"\xff" + WESTERN.encode()) == WESTERN * 9 + "\ufffd" + WESTERN


@pytest.mark.parametrize("data", [b"a\0b", bytes(range(1, 256)) * 40, b"\xff\xfe\0\0\0\0" * 50, b"\x01\x02 text"])
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableSource, match="not text"):
        decoded(data)
