"""A second verifier of what Proofmark gives out, by people who know its pages and not its program.

One question a line on standard input: {"input": base64, "trust": base64 or null, "issuers": base64 or null, "authority": hex or null,
"now": milliseconds or null, "use": "roadside", "seen": {}, "witnesses": 1, "salts": base64 or null}. One answer a line: the word.
Python 3.11, the package `cryptography`, and nothing else.
"""

import base64
import json
import sys

from evidence import brought, evidence
from formats import Refused, gunzip, strict_json
from logs import ISSUER_KIND, TRUST_KIND, issuer_list, trust_list
from marks import LIKE_A_MARK, word_of
from redacted import redacted
from sealed import Proof, Sealed, answered, day

_lists: dict = {}


def _read(read, text, authority):
    """Lists are large and come with every question."""
    if text is None:
        raise Refused("no list")
    known = (read, text, authority)
    if known not in _lists:
        try:
            _lists[known] = read(base64.b64decode(text), authority)
        except Refused as cause:
            _lists[known] = cause
    if isinstance(_lists[known], Refused):
        raise _lists[known]
    return _lists[known]


def word(question):
    data, authority = base64.b64decode(question["input"]), question["authority"]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    if LIKE_A_MARK.match(text):
        try:
            keys = _read(issuer_list, question["issuers"], authority)
        except Refused:
            keys = None
        return word_of(text, keys, question["now"], question["use"], question["seen"])
    try:
        _verify(data, text, question)
    except (Refused, KeyError, TypeError, ValueError, AttributeError, IndexError) as cause:
        if question.get("why"):
            print(repr(cause), file=sys.stderr)
        return "refused"
    return "verified"


def _verify(data, text, question):
    authority, witnesses = question["authority"], question["witnesses"]
    if data[:2] == b"\x1f\x8b":
        told = strict_json(gunzip(data, 512 * 2**20 - 64), 512 * 2**20)
        keys = brought(told["trust"], authority) if question["trust"] is None else _read(trust_list, question["trust"], authority)
        if "redacted" in told:
            salts = question.get("salts")
            return redacted(keys, told, witnesses, None if salts is None else base64.b64decode(salts))
        return evidence(keys, told, witnesses)
    if f'"{TRUST_KIND}"' in text:
        return trust_list(data, authority)
    if f'"{ISSUER_KIND}"' in text:
        return issuer_list(data, authority)
    keys = _read(trust_list, question["trust"], authority)
    if '"proofmark/day/v1"' in text:
        return day(keys, strict_json(data, 64 * 2**20), witnesses)
    if '"proofmark/answered-proof/v1"' in text:
        return answered(keys, strict_json(data, 8 * 2**20), witnesses)
    if '"proofmark/proof/v1"' in text:
        return Proof(keys, strict_json(data, 4 * 2**20), witnesses)
    return Sealed(keys, strict_json(text.rstrip().encode(), 4 * 2**20))


if __name__ == "__main__":
    for line in sys.stdin:
        print(word(json.loads(line)), flush=True)
