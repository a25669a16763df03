"""Keys, DSSE envelopes, lists of keys, signed notes and the tree of a log (RFC 6962, C2SP signed-note, tlog-cosignature)."""

import hashlib
import re
from datetime import datetime, timezone

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

import sm2
from formats import MAX_SAFE, Refused, base64_bytes, strict_json

ED25519_HEAD = bytes.fromhex("302a300506032b6570032100")
P256_HEAD = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d03010703420004")
SM2_HEAD = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d03420004")
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


# Beside the first signature of what a station seals, and nowhere else.
SM2 = "sm2-sm3"


def sha256(data):
    return hashlib.sha256(data).digest()


def algorithm_of(spki):
    if len(spki) == 44 and spki.startswith(ED25519_HEAD):
        return "ed25519"
    if len(spki) == 91 and spki.startswith(P256_HEAD):
        return "ecdsa-p256-sha256"
    if len(spki) == 91 and spki.startswith(SM2_HEAD):
        return SM2
    return None


def is_signed(algorithm, spki, message, signature):
    if algorithm == SM2:
        return algorithm_of(spki) == SM2 and sm2.is_signed(spki[27:], message, signature)
    if len(signature) != 64:
        return False
    try:
        key = load_der_public_key(spki)
        if algorithm == "ed25519" and isinstance(key, ed25519.Ed25519PublicKey):
            key.verify(signature, message)
            return True
        if algorithm == "ecdsa-p256-sha256" and isinstance(key, ec.EllipticCurvePublicKey):
            r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
            if not (0 < r < P256_ORDER and 0 < s < P256_ORDER):
                return False
            key.verify(encode_dss_signature(r, s), message, ec.ECDSA(SHA256()))
            return True
    except (InvalidSignature, ValueError):
        return False
    return False


INSTANT = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)\.(\d{3})Z", re.ASCII)


def instant_ms(text):
    found = INSTANT.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise Refused("instant")
    *parts, ms = map(int, found.groups())
    try:
        return int(datetime(*parts, tzinfo=timezone.utc).timestamp()) * 1000 + ms
    except ValueError:
        raise Refused("instant") from None


def members(value, wanted, optional=()):
    """Exactly these, and maybe the others."""
    if not isinstance(value, dict):
        raise Refused("no object")
    for name in wanted:
        if name not in value:
            raise Refused(f"{name} is missing")
    for name in value:
        if name not in wanted and name not in optional:
            raise Refused(f"{name} is one too many")
    return value


def text_of(value, most, least=0):
    # Lengths are those of UTF-16, as in every JavaScript.
    if not isinstance(value, str) or not least <= len(value.encode("utf-16-le")) // 2 <= most:
        raise Refused("text")
    return value


def whole(value, least=0):
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= MAX_SAFE:
        raise Refused("whole number")
    return value


def hex64(value):
    if not isinstance(value, str) or not re.fullmatch(r"[0-9a-f]{64}", value):
        raise Refused("hash")
    return value


def pae(kind, payload):
    name = kind.encode("utf-8")
    return b"DSSEv1 %d %s %d %s" % (len(name), name, len(payload), payload)


def record_id(kind, payload):
    return sha256(pae(kind, payload)).hex()


PAYLOAD_MOST = 256 * 1024


def envelope(value, most=PAYLOAD_MOST):
    members(value, ("payloadType", "payload", "signatures"))
    kind = text_of(value["payloadType"], 200, 1)
    listed = value["signatures"]
    if not isinstance(listed, list) or len(listed) > 16:
        raise Refused("signatures")
    signatures = []
    for one in listed:
        members(one, ("keyid", "sig"))
        signatures.append((text_of(one["keyid"], 200), base64_bytes(text_of(one["sig"], 400))))
    payload = base64_bytes(value["payload"])
    if len(payload) > most:
        raise Refused("payload too large")
    return kind, payload, signatures


REASONS = {"compromised", "lost", "closed"}


class Key:
    def __init__(self, told):
        self.id = hex64(told["keyId"])
        self.algorithm = told["algorithm"]
        self.spki = base64_bytes(text_of(told["spki"], 400))
        if sha256(self.spki).hex() != self.id or algorithm_of(self.spki) != self.algorithm:
            raise Refused("key")
        self.from_ms, self.to_ms = instant_ms(told["notBefore"]), instant_ms(told["notAfter"])
        self.revoked_ms = self.why = None
        if "revoked" in told:
            members(told["revoked"], ("from", "why"))
            if told["revoked"]["why"] not in REASONS:
                raise Refused("reason of a revocation")
            self.revoked_ms, self.why = instant_ms(told["revoked"]["from"]), told["revoked"]["why"]
        self.role = told.get("role")
        self.station = told.get("station")
        self.name = told.get("name")
        self.issuer = told.get("issuer")
        self.use = told.get("use")

    def signs_at(self, at_ms):
        """Of a station or witness: to the instant of its revocation."""
        return self.from_ms <= at_ms <= (self.to_ms if self.revoked_ms is None else min(self.to_ms, self.revoked_ms))

    def issues_at(self, at_ms):
        return self.from_ms <= at_ms <= self.to_ms and (self.revoked_ms is None or at_ms < self.revoked_ms)


def signed_list(data, kind, most, pinned):
    file = members(strict_json(data, most) if isinstance(data, (bytes, str)) else data, ("authority", "envelope"))
    spki = base64_bytes(text_of(file["authority"], 400))
    algorithm = algorithm_of(spki)
    if algorithm is None or algorithm == SM2:
        raise Refused("authority")
    authority = sha256(spki).hex()
    if pinned is not None and pinned.lower() != authority:
        raise Refused("another authority")
    found, payload, signatures = envelope(file["envelope"], most)
    if found != kind:
        raise Refused("kind of list")
    own = [signature for key, signature in signatures if key == authority]
    if not own or not all(is_signed(algorithm, spki, pae(kind, payload), one) for one in own):
        raise Refused("list is not signed")
    return strict_json(payload, most)


TRUST_KIND = "application/vnd.proofmark.trust-list.v1+json"
ISSUER_KIND = "application/vnd.proofmark.issuer-list.v1+json"
NAME = re.compile(r"[^\s+]{1,200}")


def trust_list(data, pinned):
    told = signed_list(data, TRUST_KIND, 32 * 1024 * 1024, pinned)
    members(told, ("schema", "issued", "validTo", "keys"), ("number", "excerpt", "stations"))
    if told["schema"] != "proofmark/trust-list/v1" or not isinstance(told["keys"], list):
        raise Refused("trust list")
    instant_ms(told["issued"]), instant_ms(told["validTo"])
    if "number" in told:
        whole(told["number"], 1)
    if "excerpt" in told:
        members(told["excerpt"], ("station", "of"))
        text_of(told["excerpt"]["station"], 200, 1), hex64(told["excerpt"]["of"])
    keys = Keys()
    keys.stations = [_asked(one) for one in told["stations"]] if "stations" in told else []
    for one in told["keys"]:
        members(one, ("keyId", "algorithm", "spki", "role", "station", "name", "notBefore", "notAfter"), ("revoked",))
        if one["role"] not in ("record", "log", "witness") or not isinstance(one["name"], str) or not NAME.fullmatch(one["name"]):
            raise Refused("role or name of a key")
        if (one["role"] == "witness") != (one["station"] is None) or not isinstance(one["station"], (str, type(None))):
            raise Refused("station of a key")
        keys.append(Key(one))
        if keys[-1].algorithm == SM2 and one["role"] != "record":
            raise Refused("SM2 signs records alone")
    return keys


class Keys(list):
    """With the stations of which two signatures are asked, and from when on; of issuers, when it was signed."""

    stations: list = []
    issued_ms: int = 0


def _asked(told):
    members(told, ("station", "signatures", "from"))
    if told["signatures"] != ["ecdsa-p256-sha256", SM2]:
        raise Refused("signatures of a station")
    return text_of(told["station"], 200, 1), instant_ms(told["from"])


ISSUER_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,23}")


def issuer_list(data, pinned):
    told = signed_list(data, ISSUER_KIND, 4 * 1024 * 1024, pinned)
    members(told, ("schema", "number", "issued", "validTo", "issuers", "keys"))
    if told["schema"] != "proofmark/issuer-list/v1" or not isinstance(told["issuers"], list) or not isinstance(told["keys"], list):
        raise Refused("issuer list")
    whole(told["number"], 1), instant_ms(told["issued"]), instant_ms(told["validTo"])
    names = []
    for one in told["issuers"]:
        members(one, ("name", "region", "nameZh", "nameEn"))
        if not isinstance(one["name"], str) or not ISSUER_NAME.fullmatch(one["name"]):
            raise Refused("name of an issuer")
        text_of(one["region"], 60, 1), text_of(one["nameZh"], 100, 1), text_of(one["nameEn"], 100, 1)
        names.append(one["name"])
    if len(set(names)) != len(names):
        raise Refused("an issuer twice")
    keys = Keys()
    keys.issued_ms = instant_ms(told["issued"])
    for one in told["keys"]:
        members(one, ("keyId", "algorithm", "spki", "issuer", "use", "notBefore", "notAfter"), ("revoked",))
        if one["algorithm"] != "ecdsa-p256-sha256" or one["use"] not in ("mark", "status") or one["issuer"] not in names:
            raise Refused("key of an issuer")
        keys.append(Key(one))
    return keys


CONTROL = re.compile("[\x00-\x09\x0b-\x1f]")
LINE = re.compile("\u2014 ([^\\s+]+) (\\S+)")


class Receipt:
    """A checkpoint that the log signed and a witness cosigned."""

    def __init__(self, keys, station, note, witnesses_least):
        text, lines = _note(note)
        if not text.endswith("\n"):
            raise Refused("checkpoint")
        origin, size, root, *more = (text[:-1].split("\n") + ["", "", ""])[: max(3, text.count("\n"))]
        if origin != f"proofmark/{station}" or not re.fullmatch(r"0|[1-9]\d{0,15}", size, re.ASCII) or int(size) > MAX_SAFE or "" in more:
            raise Refused("checkpoint")
        self.size, self.root = int(size), base64_bytes(root)
        if len(self.root) != 32:
            raise Refused("checkpoint root")
        seen = {}
        for key in keys:
            at = _cosigned(key, text, lines) if key.role == "witness" else None
            if at is not None and key.signs_at(at * 1000):
                seen.setdefault(key.id, at * 1000)
        if not seen or len(seen) < witnesses_least:
            raise Refused("witness")
        self.witnessed_ms = next(iter(seen.values()))
        own = [key for key in keys if key.role == "log" and key.station == station and key.signs_at(self.witnessed_ms)]
        if not any(_signed_by_log(key, f"proofmark/{station}", text, lines) for key in own):
            raise Refused("log signature")


def _note(note):
    if not isinstance(note, str) or len(note.encode("utf-16-le")) // 2 > 16 * 1024 or CONTROL.search(note) or not note.endswith("\n"):
        raise Refused("note")
    blank = note.rfind("\n\n")
    listed = note[blank + 2 : -1].split("\n") if blank >= 0 else []
    if not listed or len(listed) > 16:
        raise Refused("note without signatures")
    lines = []
    for line in listed:
        found = LINE.fullmatch(line)
        data = base64_bytes(found[2]) if found else b""
        if len(data) < 5:
            raise Refused("signature line")
        lines.append((found[1], data[:4], data[4:]))
    return note[: blank + 1], lines


def _lines_of(name, spki, kind, lines):
    if algorithm_of(spki) != "ed25519" or not re.fullmatch(r"[^\s+]+", name):
        return []
    short = sha256(name.encode() + b"\n" + bytes([kind]) + spki[12:])[:4]
    return [signature for of, hashed, signature in lines if of == name and hashed == short]


def _signed_by_log(key, name, text, lines):
    own = _lines_of(name, key.spki, 1, lines)
    return bool(own) and all(is_signed("ed25519", key.spki, text.encode(), one) for one in own)


def _cosigned(key, text, lines):
    latest = None
    for one in _lines_of(key.name, key.spki, 4, lines):
        stamp = int.from_bytes(one[:8], "big")
        message = f"cosignature/v1\ntime {stamp}\n{text}".encode()
        if len(one) != 72 or stamp > MAX_SAFE or not is_signed("ed25519", key.spki, message, one[8:]):
            return None
        latest = max(latest or 0, stamp)
    return latest


def leaf_hash(data):
    return sha256(b"\0" + data)


def node_hash(left, right):
    return sha256(b"\1" + left + right)


def split(count):
    return 1 << ((count - 1).bit_length() - 1)


def is_included(leaf, index, size, proof, root):
    """RFC 9162, 2.1.3.2."""
    if not 0 <= index < size:
        return False
    place, last, found = index, size - 1, leaf_hash(leaf)
    for one in proof:
        if last == 0 or len(one) != 32:
            return False
        if place & 1 or place == last:
            found = node_hash(one, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, one)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root


def are_included(leaves, size, hashes, root):
    """`leaves`: index to bytes. The others come as the hashes of the largest trees without any of them, from left to right."""
    indexes = sorted(leaves)
    left = iter(hashes)

    def node(low, high, own):
        if not own:
            return next(left, None)
        if high - low == 1:
            return leaf_hash(leaves[low])
        middle = low + split(high - low)
        first = node(low, middle, [i for i in own if i < middle])
        second = node(middle, high, [i for i in own if i >= middle])
        return None if first is None or second is None else node_hash(first, second)

    found = node(0, size, indexes)
    return next(left, None) is None and found == root
