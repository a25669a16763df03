"""Bytes and texts of Proofmark's formats, strictly: what two readers could take for two things is refused.

Standard library alone. Written from the pages under docs/, not from the program.
"""

import base64
import binascii
import json
import re
import zlib


class Refused(Exception):
    """Not believed; the words say why, for whoever looks into a difference."""


MAX_SAFE = 2**53 - 1


def strict_json(data, most, depth_most=32):
    """One text, one meaning: no doubled names, exponents, minus zero, big numbers, halves of surrogate pairs."""
    if len(data) > most:
        raise Refused("too large")
    try:
        text = data.decode("utf-8") if isinstance(data, bytes) else data
    except UnicodeDecodeError:
        raise Refused("not UTF-8") from None
    if text.startswith("\ufeff"):
        raise Refused("byte order mark")
    if _depth(text) > depth_most + 1:
        raise Refused("too deep")
    try:
        # Other white space than JSON's is refused by the reader itself.
        value = json.loads(text, object_pairs_hook=_members, parse_int=_integer, parse_float=_real, parse_constant=_constant)
    except (ValueError, RecursionError) as cause:
        raise Refused(f"no JSON: {cause}") from None
    _no_lone_surrogates(value)
    return value


def _depth(text):
    """Of brackets outside of strings, which bounds the nesting."""
    deepest = now = 0
    in_string = escaped = False
    for sign in text:
        if in_string:
            if escaped:
                escaped = False
            elif sign == "\\":
                escaped = True
            elif sign == '"':
                in_string = False
        elif sign == '"':
            in_string = True
        elif sign in "[{":
            now += 1
            deepest = max(deepest, now)
        elif sign in "]}":
            now -= 1
    return deepest


def _members(pairs):
    found = {}
    for name, value in pairs:
        if name in found or name == "__proto__":
            raise Refused(f"member {name}")
        found[name] = value
    return found


def _integer(text):
    value = int(text)
    if abs(value) > MAX_SAFE:
        raise Refused("number too large")
    if text.startswith("-") and value == 0:
        raise Refused("minus zero")
    return value


def _real(text):
    if "e" in text or "E" in text:
        raise Refused("exponent")
    value = float(text)
    if abs(value) > MAX_SAFE:
        raise Refused("number too large")
    if text.startswith("-") and value == 0:
        raise Refused("minus zero")
    # One number, whether 5 or 5.0 is written.
    return int(value) if value == int(value) else value


def _constant(text):
    raise Refused(f"no number: {text}")


_LONE = re.compile("[\ud800-\udfff]")


def _no_lone_surrogates(value):
    if isinstance(value, str):
        if _LONE.search(value):
            raise Refused("half of a surrogate pair")
    elif isinstance(value, list):
        for item in value:
            _no_lone_surrogates(item)
    elif isinstance(value, dict):
        for name, item in value.items():
            _no_lone_surrogates(name)
            _no_lone_surrogates(item)


_BASE64 = re.compile(r"[A-Za-z0-9+/]*={0,2}", re.ASCII)


def base64_bytes(text):
    """One text for each string of bytes."""
    if not isinstance(text, str) or len(text) % 4 or not _BASE64.fullmatch(text):
        raise Refused("base64")
    try:
        found = base64.b64decode(text, validate=True)
    except binascii.Error:
        raise Refused("base64") from None
    if base64.b64encode(found).decode() != text:
        raise Refused("base64: another spelling")
    return found


_GZIP_HEAD = bytes([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255])


def gunzip(packed, most):
    """One member, with the head of ten bytes that a station writes, and nothing behind it."""
    if packed[:10] != _GZIP_HEAD or len(packed) < 18:
        raise Refused("gzip head")
    found, rest = _inflate(packed[10:], most)
    if len(rest) != 8:
        raise Refused("gzip end")
    if zlib.crc32(found) != int.from_bytes(rest[:4], "little") or len(found) % 2**32 != int.from_bytes(rest[4:], "little"):
        raise Refused("gzip check sum")
    return found


def unzlib(packed, most):
    if len(packed) < 2 or packed[0] != 0x78 or (packed[0] * 256 + packed[1]) % 31 or packed[1] & 0x20:
        raise Refused("zlib head")
    found, rest = _inflate(packed[2:], most)
    if len(rest) != 4 or zlib.adler32(found) != int.from_bytes(rest, "big"):
        raise Refused("zlib end")
    return found


def _inflate(stream, most):
    reader = zlib.decompressobj(-15)
    try:
        found = reader.decompress(stream, most + 1)
        if len(found) > most:
            raise Refused("opens to too much")
        found += reader.flush()
    except zlib.error as cause:
        raise Refused(f"deflate: {cause}") from None
    if not reader.eof or len(found) > most:
        raise Refused("deflate: no end")
    return found, reader.unused_data


_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_PLACE = {sign: value for value, sign in enumerate(_ALPHABET)}


def base45_bytes(text):
    """RFC 9285."""
    if len(text) % 3 == 1:
        raise Refused("base45 length")
    found = bytearray()
    for at in range(0, len(text), 3):
        group = text[at : at + 3]
        if any(sign not in _PLACE for sign in group):
            raise Refused("base45 sign")
        value = sum(_PLACE[sign] * 45**place for place, sign in enumerate(group))
        width = len(group) - 1
        if value >= 256**width:
            raise Refused("base45 value")
        found += value.to_bytes(width, "big")
    return bytes(found)


class Tagged:
    def __init__(self, tag, value):
        self.tag, self.value = tag, value


def cbor(data, depth_most=16):
    """RFC 8949, deterministic and of the kinds that marks have: integers, strings, arrays, maps, tags, false, true, null."""
    value, end = _item(data, 0, depth_most)
    if end != len(data):
        raise Refused("CBOR: more behind it")
    return value


def _item(data, at, depth):
    if depth < 0:
        raise Refused("CBOR: too deep")
    if at >= len(data):
        raise Refused("CBOR: cut off")
    kind, low = data[at] >> 5, data[at] & 31
    number, at = _number(data, at + 1, low)
    if kind == 7:
        simple = {20: False, 21: True, 22: None}
        if low not in simple:
            raise Refused("CBOR: simple value")
        return simple[low], at
    if kind == 0 or kind == 1:
        value = number if kind == 0 else -1 - number
        if abs(value) > MAX_SAFE:
            raise Refused("CBOR: number too large")
        return value, at
    if kind == 2 or kind == 3:
        found = data[at : at + number]
        if len(found) < number:
            raise Refused("CBOR: cut off")
        if kind == 2:
            return found, at + number
        try:
            return found.decode("utf-8"), at + number
        except UnicodeDecodeError:
            raise Refused("CBOR: text") from None
    if kind == 4:
        if number > len(data):
            raise Refused("CBOR: cut off")
        items = []
        for _ in range(number):
            value, at = _item(data, at, depth - 1)
            items.append(value)
        return items, at
    if kind == 5:
        return _map(data, at, number, depth)
    value, at = _item(data, at, depth - 1)
    return Tagged(number, value), at


def _map(data, at, count, depth):
    if count > len(data):
        raise Refused("CBOR: cut off")
    found, before = {}, b""
    for _ in range(count):
        begin = at
        key, at = _item(data, at, depth - 1)
        written = data[begin:at]
        # Rising by their bytes: in one order, and none twice.
        if written <= before:
            raise Refused("CBOR: order of keys")
        before = written
        if not isinstance(key, (int, str, bytes)) or isinstance(key, bool):
            raise Refused("CBOR: key")
        value, at = _item(data, at, depth - 1)
        found[key] = value
    return found, at


def _number(data, at, low):
    if low < 24:
        return low, at
    if low > 27:
        raise Refused("CBOR: length")
    width = 1 << (low - 24)
    if at + width > len(data):
        raise Refused("CBOR: cut off")
    value = int.from_bytes(data[at : at + width], "big")
    if (low == 24 and value < 24) or (low > 24 and value < 256 ** (width // 2)):
        raise Refused("CBOR: longer than it need be")
    return value, at + width
