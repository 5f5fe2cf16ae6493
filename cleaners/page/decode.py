"""Bytes of a page to text.

What a page declares is often wrong on Arabic sites, so the bytes are asked first: a byte order mark, UTF-8,
UTF-8 with damage, then Arabic in one of its two code pages, and only then the declaration. What was decoded
wrongly before it reached the page, by an editor or a database, is repaired block by block
(`repair_mojibake`).
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Final

from w3lib.encoding import html_body_declared_encoding, read_bom, resolve_encoding

from cleaners.page.codepages import ARABIC_PAGES, best_arabic, has_foreign_words
from cleaners.page.mojibake import repair_mojibake

__all__ = ["Decoded", "decode", "repair_mojibake"]


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a page and the encoding that it was read by."""

    text: str
    """Without byte order mark and NUL; U+FFFD where a byte has no meaning."""
    encoding: str
    """Python's name of the codec."""
    utf8: bytes | None = None
    """The same text in UTF-8, where the page is so and has no error: no need to encode it again."""


def decode(source: bytes, encoding: str | None = None) -> Decoded | None:
    """The text of `source`; `encoding` is what the HTTP header says. None where it is no text.

    In this order: byte order mark; UTF-8 without an error; UTF-8 cut off or damaged in places; UTF-16
    without a mark; what the bytes outside ASCII look like (Arabic in windows-1256 or iso-8859-6); the
    declaration of the header, then of the page; windows-1252. Text in another script that nothing declares
    is None: any code page would give letters, and none of them could be trusted.
    """
    if source.startswith(_SIGNATURES):
        return None
    marked, mark = read_bom(source)
    if marked and mark:
        source = source[len(mark) :]
        if marked != "utf-8":
            return _read(source, marked)
    sample = source[:_SAMPLE]
    if wide := _wide(sample):
        return _read(source, wide)
    if _is_binary(sample):
        return None
    try:
        text = source.decode()
    except UnicodeDecodeError:
        return _read_damaged_utf8(source) or _read_code_page(source, _declared(source, encoding))
    if b"\x1b" in source:  # The one family of encodings that is ASCII from end to end.
        for name in _declared(source, encoding):
            if name.startswith("iso2022"):
                return _read(source, name)
    if b"\0" in source:
        text, source = text.replace("\0", ""), source.replace(b"\0", b"")
    return Decoded(text, "utf-8", source)


# The beginnings of what servers send under a page's address: PDF, images, archives, fonts, media, programs.
_SIGNATURES: Final = (
    b"%PDF-", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"PK\x03\x04", b"\x1f\x8b", b"BZh", b"\xfd7zXZ",
    b"7z\xbc\xaf", b"Rar!", b"(\xb5/\xfd", b"RIFF", b"OggS", b"ID3", b"wOFF", b"wOF2", b"\x7fELF", b"MZ\x90",
    b"\xd0\xcf\x11\xe0",     b"\x00\x00\x01\x00", b"II*\x00", b"MM\x00*", b"\x1aE\xdf\xa3", b"FLV\x01",
)  # fmt: skip
_SAMPLE: Final = 4096
_WITHOUT_CONTROLS: Final = bytes(set(range(256)) - (set(range(32)) - set(b"\t\n\v\f\r\x1b")) - {0x7F})


def _is_binary(sample: bytes) -> bool:
    """Controls are a tenth of random bytes and hardly any of a text, which may be padded with NUL."""
    controls = sample.translate(None, _WITHOUT_CONTROLS)
    nul = controls.count(0)
    return (len(controls) - nul) * 50 > len(sample) - nul or (0 < len(sample) == nul)


def _wide(sample: bytes) -> str | None:
    """UTF-16 without a mark: every other byte is the high byte of ASCII (0) or Arabic (6)."""
    if b"\x00" not in sample:
        return None
    pairs = len(sample) // 2
    for name, high, low in (
        ("utf-16-le", sample[1::2], sample[::2]),
        ("utf-16-be", sample[::2], sample[1::2]),
    ):
        if (high.count(0) + high.count(6)) > 0.8 * pairs and (low.count(0) + low.count(6)) < 0.2 * pairs:
            return name
    return None


def _declared(source: bytes, encoding: str | None) -> list[str]:
    """The codecs that header and page declare, as browsers understand the names."""
    names = (
        resolve_encoding(encoding.strip("\"' ")) if encoding else None,
        html_body_declared_encoding(source),
    )
    return [name for name in names if name and _PAGE_CODECS(name)]


# Not every codec of Python decodes a page: `hex`, `rot13` and `unicode_escape` are names a server can send
# too.
_PAGE_CODECS: Final = re.compile(
    r"cp\d+|iso8859-\d+|koi8-[rut]|mac-\w+|gb18030|big5\w*|euc_\w+|iso2022_\w+|hz|shift_jis\w*|johab|tis-620|ptcp154"
).fullmatch


def _read(source: bytes, encoding: str) -> Decoded:
    """`source` by a codec; a sequence that the end of the page cuts off is left off."""
    text = codecs.getincrementaldecoder(encoding)("replace").decode(source)
    return Decoded(text.replace("\0", ""), encoding)


def _read_damaged_utf8(source: bytes) -> Decoded | None:
    """UTF-8 that is cut off or has bad bytes here and there.

    Measured against the bytes outside ASCII, not against the page: 18 umlauts in 34 KB of ASCII are an
    error rate of 0.05 % and a page in latin-1. Text in a code page hardly ever holds a valid sequence, so
    half is plenty.
    """
    text = codecs.getincrementaldecoder("utf-8")("replace").decode(source)
    replaced = text.count("\ufffd")
    good = len(text) - len(source.translate(None, _HIGH)) - replaced
    bad = replaced - source.count(b"\xef\xbf\xbd")
    return Decoded(text.replace("\0", ""), "utf-8") if good > bad else None


_ASCII: Final = bytes(range(0x80))
_HIGH: Final = bytes(range(0x80, 0x100))


# --- code pages -----------------------------------------------------------------------------------

# Mean log-probability of a letter. Arabic, Persian and Urdu under their own code page stay above -3.8,
# Cyrillic, Greek, Hebrew, Thai and Chinese under it below -4.3: see `test_scripts_stand_apart`.
_ARABIC: Final = -4.1
# The mean of a few letters strays further: «غزة» alone has -4.5.
_SLACK: Final = 4.0


def _read_code_page(source: bytes, declared: list[str]) -> Decoded | None:
    """A page of single bytes, by the shape of its words and by its letters, then by what it declares."""
    if not has_foreign_words(source):
        return _read_latin(source, declared)
    name, score = best_arabic(source)
    legacy = [page for page in declared if page not in ARABIC_PAGES and page not in _LATIN_PAGES]
    if score > _ARABIC - _SLACK / len(source.translate(None, _ASCII)):
        return _read(source, name)
    return _read(source, legacy[0]) if legacy else None


# Code pages whose letters are Latin: what such a page declares is kept, since its bytes would fit them all.
_LATIN_PAGES: Final = frozenset(
    {"cp437", "cp850", "cp1250", "cp1252", "cp1254", "cp1257", "cp1258", "mac-roman"}
    | {f"iso8859-{part}" for part in (1, 2, 3, 4, 10, 13, 14, 15, 16)}
)


def _read_latin(source: bytes, declared: list[str]) -> Decoded:
    """By the declaration if it can be true, else windows-1252. An Arabic code page has no «É»."""
    for name in declared:
        if name not in ARABIC_PAGES:
            try:
                return Decoded(source.decode(name).replace("\0", ""), name)
            except UnicodeDecodeError:
                continue
    return _read(source, "cp1252")
