"""Electronic marks: Base45, CBOR, COSE_Sign1, and the one word that a reader gives."""

import re

from formats import MAX_SAFE, Refused, Tagged, base45_bytes, cbor, unzlib
from logs import is_signed, sha256

OPENED_MOST = 16 * 1024
AGE_MOST_S = {"roadside": 7 * 86400, "transfer": 86400, "check-in": 86400}
AHEAD_MOST_S = 300


class Sign1:
    def __init__(self, data):
        tagged = cbor(data)
        if not isinstance(tagged, Tagged) or tagged.tag != 18 or not isinstance(tagged.value, list) or len(tagged.value) != 4:
            raise Refused("COSE_Sign1")
        head, free, payload, signature = tagged.value
        if not isinstance(head, bytes) or free != {} or not isinstance(payload, bytes) or not isinstance(signature, bytes) or len(signature) != 64:
            raise Refused("COSE_Sign1")
        told = cbor(head)
        if not isinstance(told, dict) or set(told) != {1, 4, 16} or told[1] != -7 or not isinstance(told[16], str):
            raise Refused("protected header")
        if not isinstance(told[4], bytes) or len(told[4]) != 8:
            raise Refused("kid")
        self.kid, self.type, self.signature = told[4].hex(), told[16], signature
        self.claims = cbor(payload)
        if not isinstance(self.claims, dict):
            raise Refused("claims")
        self.message = b"\x84\x6aSignature1" + _bytes(head) + b"\x40" + _bytes(payload)

    def signed_by(self, keys):
        return [key for key in keys if key.id.startswith(self.kid) and is_signed(key.algorithm, key.spki, self.message, self.signature)]


def _bytes(data):
    size = len(data)
    if size < 24:
        return bytes([0x40 + size]) + data
    if size < 256:
        return bytes([0x58, size]) + data
    return b"\x59" + size.to_bytes(2, "big") + data


def _exactly(claims, names):
    if not isinstance(claims, dict) or set(claims) != set(names):
        raise Refused("claims")
    return [claims[name] for name in names]


def _text(value, most, least=1):
    if not isinstance(value, str) or not least <= len(value.encode("utf-16-le")) // 2 <= most:
        raise Refused("text claim")
    return value


def _count(value, most=MAX_SAFE):
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise Refused("number claim")
    return value


def _octets(value, size):
    if not isinstance(value, bytes) or len(value) != size:
        raise Refused("bytes claim")
    return value


class Mark:
    def __init__(self, text):
        if len(text) > 4096 or not text.startswith("PM1:"):
            raise Refused("no mark")
        body = base45_bytes(text[4:])
        if body[:1] not in (b"\x82", b"\x78"):
            raise Refused("body")
        parts = cbor(unzlib(body, OPENED_MOST) if body[0] == 0x78 else body)
        if not isinstance(parts, list) or len(parts) != 2 or not isinstance(parts[0], bytes) or not isinstance(parts[1], (bytes, type(None))):
            raise Refused("body")
        self.status = parts[1]
        self.id = sha256(parts[0])[:16]
        self.sign1 = Sign1(parts[0])
        if self.sign1.type != "pm/mark":
            raise Refused("type")
        issuer, until, issued, status, content = _exactly(self.sign1.claims, [1, 4, 6, 65535, -70001])
        (place,) = _exactly(status, ["status_list"])
        index, uri = _exactly(place, ["idx", "uri"])
        kind, record, station, subject, tail, on, of, flags = _exactly(content, [1, 2, 3, 4, 5, 6, 7, 8])
        self.issuer, self.until, self.issued = _text(issuer, 24), _count(until), _count(issued)
        self.index, self.uri = _count(index), _text(uri, 32, 0)
        self.kind = _count(kind)
        _octets(record, 16), _text(station, 64), _text(subject, 24), _text(tail, 6), _count(on, 120_530), _text(of, 12), _count(flags, 3)


def status_of(data, mark, keys, is_key_stolen):
    """(issued, until, value), by a key that may say it."""
    sign1 = Sign1(data)
    is_listed = False
    if sign1.type == "pm/status":
        until, issued, value, of = _exactly(sign1.claims, [4, 6, -70002, -70003])
        if _octets(of, 16) != mark.id:
            raise Refused("status of another mark")
    elif sign1.type == "application/statuslist+cwt":
        uri, until, issued, told, ttl = _exactly(sign1.claims, [2, 4, 6, 65533, 65534])
        bits, packed = _exactly(told, ["bits", "lst"])
        _count(ttl)
        if uri != mark.uri or bits not in (1, 2, 4, 8) or not isinstance(packed, bytes):
            raise Refused("list of another place")
        places = unzlib(packed, 64 * 1024)
        if mark.index * bits // 8 >= len(places):
            raise Refused("beyond the list")
        value = places[mark.index * bits // 8] >> (mark.index * bits % 8) & (2**bits - 1)
        is_listed = True
    else:
        raise Refused("type")
    issued, until = _count(issued), _count(until)
    if _count(value) > 3:
        raise Refused("value")
    own = [key for key in keys if key.use == "status" and key.issuer == mark.issuer]
    signers = sign1.signed_by(own)
    if not signers or not signers[0].issues_at(issued * 1000):
        raise Refused("status is not signed")
    if is_listed and (issued < mark.issued or (is_key_stolen and value != 1)):
        raise Refused("a place that shows nothing of this mark")
    return issued, until, value


def word_of(text, keys, now_ms, use, seen):
    """`keys`: None where there is no list that is believed."""
    try:
        mark = Mark(text)
    except Refused:
        return "unreadable"
    if keys is None:
        return "unknown-issuer"
    signers = mark.sign1.signed_by(keys)
    own = [key for key in signers if key.issuer == mark.issuer and key.use == "mark"]
    if not signers:
        known = any(key.id.startswith(mark.sign1.kid) and key.issuer == mark.issuer and key.use == "mark" for key in keys)
        return "forged" if known else "unknown-issuer"
    if not own or not own[0].issues_at(mark.issued * 1000) or mark.kind not in (1, 2, 3):
        return "forged"
    believed = []
    if mark.status is not None:
        try:
            believed.append(status_of(mark.status, mark, keys, own[0].why == "compromised"))
        except Refused:
            pass
    return _word_now(mark, believed, now_ms, use, seen.get(mark.id.hex()), keys.issued_ms)


def _word_now(mark, believed, now_ms, use, seen, list_ms):
    if any(value == 1 for _, _, value in believed):
        return "revoked"
    ahead = max([mark.issued, *(issued for issued, _, _ in believed)])
    if now_ms is None or max(ahead * 1000, list_ms) - now_ms > AHEAD_MOST_S * 1000:
        return "clock-unsure"
    if now_ms >= mark.until * 1000:
        return "expired"
    if not believed:
        return "stale"
    issued, until, value = believed[0]
    too_old = now_ms - issued * 1000 > AGE_MOST_S[use] * 1000
    if too_old or until * 1000 <= now_ms or (seen is not None and issued < seen):
        return "stale"
    return {0: "valid", 2: "suspended", 3: "superseded"}[value]


LIKE_A_MARK = re.compile("[ \t\r\n\u00a0\u3000\ufeff]*[pPｐＰ][mMｍＭ][0-9０-９]{1,3}[:：]")
