"""Records, withdrawals and proofs of them; days, which are many entries of one log under one checkpoint."""

import json
import re
from datetime import datetime, timezone
from zoneinfo import ZoneInfo

from formats import Refused, base64_bytes, gunzip, strict_json
from logs import (
    PAYLOAD_MOST,
    SM2,
    Receipt,
    are_included,
    envelope,
    hex64,
    instant_ms,
    is_included,
    is_signed,
    leaf_hash,
    members,
    pae,
    record_id,
    sha256,
    text_of,
    whole,
)

RESULT_KIND = "application/vnd.proofmark.result.v3+gzip"
WITHDRAWAL_KIND = "application/vnd.proofmark.withdrawal.v1+gzip"
STATEMENT_KIND = "application/vnd.proofmark.registry-statement.v1+json"
VERDICTS = ("pass", "fail", "void", "undecided")

RESULT = (
    "schema kind station site car job sequence subject verdict reasons notes score items unverifiedRules rulebook course software devices faults time evidence"
).split()
RESULT_MAY = "after scope preChecks papers licence signatures photos acts".split()
WITHDRAWAL = "schema kind station site car job sequence withdraws reason by at status software".split()


def signers_of(keys, kind, payload, signatures):
    """For each signature the keys of the list that are its; none for a stranger's."""
    signers = []
    for of, signature in signatures:
        known = [key for key in keys if key.role == "record" and key.id == of]
        if not all(is_signed(key.algorithm, key.spki, pae(kind, payload), signature) for key in known):
            raise Refused("signature")
        signers.append(known)
    if not any(signers):
        raise Refused("nobody known has signed it")
    return signers


def look_at_signers(keys, signers, station, at_ms):
    """The first signature always, the second where the list asks for it; whoever signed it has signed it in time."""
    own = [key for known in signers for key in known if key.station == station]
    first = next((key for key in own if key.algorithm != SM2), None)
    second = next((key for key in own if key.algorithm == SM2), None)
    if first is None or not all(key.signs_at(at_ms) for key in (first, second) if key is not None):
        raise Refused("a key is of another station or time")
    is_asked = any(name == station and from_ms <= at_ms for name, from_ms in keys.stations)
    if is_asked and second is None:
        raise Refused("the second signature is missing")
    strange = any(all(key.station != station for key in known) for known in signers)
    if strange and (is_asked or len(signers) > 2):
        raise Refused("a stranger has signed it too")


class Sealed:
    """What a station signed, opened only after its signature was good."""

    def __init__(self, keys, value):
        kind, payload, signatures = envelope(value)
        if kind not in (RESULT_KIND, WITHDRAWAL_KIND):
            raise Refused(f"kind {kind}")
        signers = signers_of(keys, kind, payload, signatures)
        self.id = record_id(kind, payload)
        self.is_withdrawal = kind == WITHDRAWAL_KIND
        told = self.told = strict_json(gunzip(payload, PAYLOAD_MOST), PAYLOAD_MOST)
        if self.is_withdrawal:
            self._look_at_withdrawal(members(told, WITHDRAWAL))
        else:
            self._look_at_result(members(told, RESULT, RESULT_MAY))
        self.station, self.job, self.sequence = told["station"], told["job"], whole(told["sequence"])
        look_at_signers(keys, signers, self.station, self.ended_ms)

    def _look_at_withdrawal(self, told):
        members(told["withdraws"], ("record", "sequence"))
        hex64(told["withdraws"]["record"])
        if told["schema"] != "proofmark/withdrawal/v1" or told["withdraws"]["sequence"] >= told["sequence"]:
            raise Refused("withdrawal")
        self.ended_ms = instant_ms(told["at"])
        self.end_index = 0

    def _look_at_result(self, told):
        if told["schema"] != "proofmark/result/v3" or told["kind"] not in ("inspection", "exam") or told["verdict"] not in VERDICTS:
            raise Refused("result")
        evidence = members(told["evidence"], ("log", "firstIndex", "endIndex", "entries"))
        first, end, count = (evidence[name] for name in ("firstIndex", "endIndex", "entries"))
        if evidence["log"] != f"proofmark/{told['station']}" or first < 0 or count < 1 or count > end - first:
            raise Refused("range of the evidence")
        members(told["time"], ("started", "ended", "status"))
        self.ended_ms = instant_ms(told["time"]["ended"])
        if instant_ms(told["time"]["started"]) > self.ended_ms:
            raise Refused("ended before it began")
        self.end_index = end
        if told["kind"] == "exam":
            taken = sum(finding["deduction"]["points"] for item in told["items"] for finding in item["findings"] if finding["deduction"])
            if told["score"]["points"] != max(0, told["score"]["fullMark"] - taken):
                raise Refused("score")


def sealed_entry(data):
    """The entry of a journal by which something sealed was noted."""
    told = strict_json(data, 1024 * 1024)
    if not isinstance(told, dict) or told.get("type") not in ("record-sealed", "withdrawal-sealed"):
        raise Refused("entry")
    for name in ("job", "record", "envelope"):
        if not isinstance(told.get(name), str):
            raise Refused(f"entry: {name}")
    return told


def noted(keys, data, index, sealed=None):
    """That the entry holds this very record, or the one that it names."""
    entry = sealed_entry(data)
    inner = strict_json(entry["envelope"].encode(), 4 * 1024 * 1024)
    kind, payload, _ = envelope(inner)
    if sealed is None:
        sealed = Sealed(keys, inner)
    kinds = "withdrawal-sealed" if sealed.is_withdrawal else "record-sealed"
    withdraws = sealed.told["withdraws"]["record"] if sealed.is_withdrawal else None
    if record_id(kind, payload) != sealed.id or entry["record"] != sealed.id or entry["job"] != sealed.job:
        raise Refused("entry of another record")
    if entry["type"] != kinds or entry.get("withdraws") != withdraws or sealed.end_index > index:
        raise Refused("entry of another kind or place")
    return sealed


class Proof:
    def __init__(self, keys, told, witnesses_least):
        members(told, ("schema", "record", "entry", "index", "size", "inclusion", "checkpoint"))
        if told["schema"] != "proofmark/proof/v1" or not isinstance(told["inclusion"], list) or len(told["inclusion"]) > 64:
            raise Refused("proof")
        entry, index, size = base64_bytes(told["entry"]), whole(told["index"]), whole(told["size"], 1)
        path = [base64_bytes(one) for one in told["inclusion"]]
        self.sealed = noted(keys, entry, index, Sealed(keys, told["record"]))
        receipt = self.receipt = Receipt(keys, self.sealed.station, told["checkpoint"], witnesses_least)
        if receipt.size != size or not is_included(entry, index, size, path, receipt.root):
            raise Refused("place in the log")


STATES = ("in-force", "no-verdict", "withdrawn", "superseded", "simulated")


def answered(keys, told, witnesses_least):
    members(told, ("schema", "statement", "proof", "withdrawal"))
    if told["schema"] != "proofmark/answered-proof/v1":
        raise Refused("answered proof")
    kind, payload, signatures = envelope(told["statement"])
    signers = [
        key
        for key in keys
        if key.role == "witness"
        and any(of == key.id and is_signed(key.algorithm, key.spki, pae(kind, payload), one) for of, one in signatures)
    ]
    if not signers or kind != STATEMENT_KIND:
        raise Refused("statement is not signed")
    said = members(strict_json(payload, PAYLOAD_MOST), ("schema", "record", "station", "region", "state", "withdrawal", "asOf"))
    if said["schema"] != "proofmark/registry-statement/v1" or said["state"] not in STATES:
        raise Refused("statement")
    at = instant_ms(said["asOf"])
    if not any(key.signs_at(at) for key in signers):
        raise Refused("key of the statement")
    proof = Proof(keys, told["proof"], witnesses_least)
    sealed = proof.sealed
    if sealed.is_withdrawal or sealed.id != said["record"] or sealed.station != said["station"] or at < proof.receipt.witnessed_ms:
        raise Refused("statement of another record or time")
    is_withdrawn = said["state"] == "withdrawn"
    if told["withdrawal"] is None:
        if is_withdrawn or said["withdrawal"] is not None:
            raise Refused("statement unlike the withdrawal")
        return
    taken = Proof(keys, told["withdrawal"], witnesses_least).sealed
    if not (taken.is_withdrawal and is_withdrawn and taken.id == said["withdrawal"] and taken.station == said["station"]):
        raise Refused("statement unlike the withdrawal")
    if taken.told["withdraws"] != {"record": said["record"], "sequence": sealed.sequence}:
        raise Refused("withdrawal of another record")


MANY = ("schema", "station", "size", "checkpoint", "entries", "hashes")


def many(keys, told, witnesses_least):
    """Entries of one log, in their order: [(index, bytes, value)]."""
    text_of(told["station"], 200, 1)
    receipt = Receipt(keys, told["station"], told["checkpoint"], witnesses_least)
    size = whole(told["size"], 1)
    if receipt.size != size or not isinstance(told["entries"], list) or not told["entries"]:
        raise Refused("size")
    found, before = [], -1
    for one in told["entries"]:
        members(one, ("index", "entry"))
        index = whole(one["index"])
        if not before < index < size or not isinstance(one["entry"], str):
            raise Refused("order of the entries")
        before = index
        found.append((index, one["entry"].encode()))
    hashes = [base64_bytes(one) for one in told["hashes"]]
    if any(len(one) != 32 for one in hashes) or not are_included(dict(found), size, hashes, receipt.root):
        raise Refused("not in the log")
    return [(index, data, json.loads(data)) for index, data in found]


def day(keys, told, witnesses_least):
    members(told, (*MANY, "day", "zone"))
    if told["schema"] != "proofmark/day/v1" or not re.fullmatch(r"\d{4}-\d\d-\d\d", told["day"], re.ASCII):
        raise Refused("day")
    datetime.strptime(told["day"], "%Y-%m-%d")
    zone = ZoneInfo(text_of(told["zone"], 64, 1))
    before = None
    of_day = []
    for index, data, _ in many(keys, told, witnesses_least):
        sealed = noted(keys, data, index)
        if sealed.station != told["station"] or (before is not None and sealed.sequence != before + 1):
            raise Refused("a record is missing, or of another station")
        before = sealed.sequence
        on = datetime.fromtimestamp(sealed.ended_ms / 1000, timezone.utc).astimezone(zone)
        of_day.append(on.strftime("%Y-%m-%d"))
    own = [at for at, on in enumerate(of_day) if on == told["day"]]
    if own and (own[0] > 1 or len(of_day) - 1 - own[-1] > 1):
        raise Refused("records of other days")
    if not own and not (len(of_day) == 1 or (len(of_day) == 2 and of_day[0] < told["day"] < of_day[1])):
        raise Refused("records of other days")


__all__ = ["MANY", "Proof", "Sealed", "answered", "day", "leaf_hash", "look_at_signers", "many", "noted", "signers_of"]
