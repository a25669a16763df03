"""The evidence of one job: its entries of the journal, in their order, against the record and the withdrawal that were sealed of it."""

import re
from datetime import datetime, timedelta, timezone

from formats import Refused, base64_bytes
from logs import hex64, members, sha256, trust_list
from sealed import MANY, many, noted

BROUGHT_KEYS_MOST = 1_000
STEP_ABOVE_MS = 1_000
WORST_FIRST = ["unknown", "relative", "informative", "synchronised"]


def brought(told, authority):
    keys = trust_list(told, authority)
    if len(keys) > BROUGHT_KEYS_MOST:
        raise Refused("the list that it brings is too large")
    return keys


def evidence(keys, told, witnesses_least):
    members(told, (*MANY, "job", "record", "photos"), ("trust",))
    if told["schema"] != "proofmark/evidence/v1":
        raise Refused("evidence")
    hex64(told["record"])
    entries = many(keys, told, witnesses_least)
    record = next((one for one in entries if one[2].get("type") == "record-sealed" and one[2].get("record") == told["record"]), None)
    if record is None:
        raise Refused("without its record")
    sealed = noted(keys, record[1], record[0])
    if sealed.is_withdrawal or sealed.job != told["job"] or sealed.station != told["station"]:
        raise Refused("record of another job")
    journal = Journal(keys, told, sealed)
    for index, data, value in entries:
        journal.take(index, data, value)
    _photos(told["photos"], journal.photos)


class Journal:
    """What the entries amount to, one after another."""

    def __init__(self, keys, told, sealed):
        self.keys, self.station, self.job, self.sealed = keys, told["station"], told["job"], sealed
        self.record = told["record"]
        self.stored, self.photos, self.acts = set(), set(), []
        self.started = self.opened = self.act = self.withdrawal = None
        self.status, self.mono, self.words_before = "", float("-inf"), 0
        self.count = self.end_index = 0
        self.is_anew = self.is_sealed = False

    def take(self, index, data, value):
        kind = value["type"]
        takes = {
            "station-started": self._started,
            "clock-noted": self._clock,
            "artifact-stored": self._stored,
            "job-opened": self._opened,
            "job-input": self._input,
            "record-sealed": self._record,
            "console-acted": self._acted,
            "withdrawal-sealed": self._withdrawal,
        }
        if kind not in takes:
            raise Refused(f"strange entry {kind}")
        if kind != "artifact-stored":
            if kind == "station-started":
                self.mono = float("-inf")
            elif self.started is None:
                raise Refused("before the start")
            if value["at"]["monoMs"] < self.mono:
                raise Refused("steady time went back")
            self.mono = value["at"]["monoMs"]
        takes[kind](index, data, value)

    def _started(self, _index, _data, value):
        if value["station"] != self.station or (self.started is not None and self.opened is None):
            raise Refused("start of another station or job")
        self.started, self.status, self.is_anew = value["software"], value["timeStatus"], True
        if self.opened is not None:
            self.last_mono = None

    def _clock(self, _index, _data, value):
        self.status = value["status"]
        if self.opened is None:
            self.words_before += 1
            if self.words_before > 1:
                raise Refused("more words of the clock than one")
        elif not self.is_sealed and WORST_FIRST.index(self.status) < WORST_FIRST.index(self.worst):
            self.worst = self.status

    def _stored(self, _index, _data, value):
        if sha256(value["text"].encode()).hex() != value["sha256"]:
            raise Refused("text unlike its hash")
        if self.opened is not None or value["sha256"] in self.stored:
            raise Refused("a text that the job was not made from")
        self.stored.add(value["sha256"])

    def _opened(self, index, _data, value):
        if value["job"] != self.job or self.opened is not None:
            raise Refused("opening of another job, or once more")
        order = value["order"]
        wanted = {order[name] for name in ("dossierSha256", "rulebookSha256", "courseSha256", "vehicleSha256")}
        wanted |= {value[name]["reply"] for name in ("preChecks", "papers") if name in value}
        if wanted - {None} != self.stored:
            raise Refused("a text is missing, or too many")
        self.opened, self.first_index = value, index
        self.begun = self.ended = value["at"]["wallMs"]
        self.worst, self.last_mono = self.status, value["at"]["monoMs"]
        if "takenIn" in value:
            self.acts.append(_act(order["kind"], "take-in", value["takenIn"]["by"], value["takenIn"]["wallMs"]))
        if "by" in value:
            self.acts.append(_act(order["kind"], "open", value["by"]["person"], value["at"]["wallMs"]))
        self._of_job(index)

    def _input(self, index, _data, value):
        told, at = value["input"], value["at"]
        if value["job"] != self.job or self.opened is None or self.is_sealed:
            raise Refused("input of another job")
        if told["kind"] == "resumed" and not self.is_anew:
            raise Refused("goes on without a start")
        steady = at["wallMs"] if self.last_mono is None else self.ended + at["monoMs"] - self.last_mono
        ended = at["wallMs"] if abs(at["wallMs"] - steady) <= STEP_ABOVE_MS else int(steady // 1 + (steady % 1 >= 0.5))
        self.ended, self.last_mono = max(self.begun, ended), at["monoMs"]
        if told["kind"] == "command" and "at" in told and "rejected" not in value:
            command = told["command"]
            name = command["name"] if isinstance(command, dict) else command
            if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}", name, re.ASCII):
                raise Refused("a command that no station has")
            act = _act(self.opened["order"]["kind"], name, told["by"], at["wallMs"])
            if name.startswith("part-"):
                of = " ".join(command[key] for key in ("part", "item", "photo") if isinstance(command.get(key), str))
                act |= {"of": of} if of else {}
            self.acts.append(act)
        self.photos |= {one["sha256"] for one in value["events"] if isinstance(one, dict) and one.get("type") == "photo-taken"}
        self._of_job(index)

    def _of_job(self, index):
        self.is_anew, self.end_index, self.count = False, index + 1, self.count + 1

    def _record(self, _index, _data, value):
        if value["record"] != self.record or self.opened is None:
            raise Refused("another record")
        told, order = self.sealed.told, self.opened["order"]
        places = ("role", "device", "model", "serial", "simulated", "calibration")
        pairs = [
            (told["kind"], order["kind"]),
            ((told["site"], told["car"]), (order["seat"]["site"], order["seat"]["car"])),
            (told.get("after", {}).get("record"), order.get("after", {}).get("record")),
            (told["rulebook"]["sha256"], order["rulebookSha256"]),
            (told["course"] and told["course"]["sha256"], order["courseSha256"]),
            (_program(told["software"]), _program(self.started)),
            ([[one[name] for name in places] for one in told["devices"]], [[one[name] for name in places] for one in order["devices"]]),
            (told["time"], {"started": _instant(self.begun), "ended": _instant(self.ended), "status": self.worst}),
            (told.get("acts", []), self.acts),
            *((told.get(name), self.opened.get(name)) for name in ("preChecks", "papers", "licence")),
            (
                [told["evidence"][name] for name in ("firstIndex", "endIndex", "entries")],
                [self.first_index, self.end_index, self.count],
            ),
        ]
        if any(said != noted_ for said, noted_ in pairs):
            raise Refused("the record says otherwise than its journal")
        self.is_sealed = True

    def _acted(self, _index, _data, value):
        act, told = value["act"], self.sealed.told
        if act["kind"] != "record-withdrawn" or act["record"] != self.record or not self.is_sealed or self.act is not None:
            raise Refused("an act on another record, or once more")
        if act["of"] != {name: told[name] for name in ("kind", "site", "car", "job", "sequence")}:
            raise Refused("the act says otherwise than the record")
        by = {"by": value["by"]["person"], "choice": act["choice"], "note": act["note"]}
        self.act = (by, _instant(value["at"]["wallMs"]), self.status)

    def _withdrawal(self, index, data, value):
        sealed = noted(self.keys, data, index)
        if not sealed.is_withdrawal or sealed.station != self.station or self.act is None or self.withdrawal is not None:
            raise Refused("a withdrawal of nobody, or once more")
        of, told = self.sealed.told, sealed.told
        self.withdrawal, (by, at, status) = sealed, self.act
        pairs = [
            *((told[name], of[name]) for name in ("kind", "site", "car", "job")),
            (told["withdraws"], {"record": self.record, "sequence": of["sequence"]}),
            ((told["reason"]["code"], told["reason"]["params"]), ("WITHDRAWN_FOR", by)),
            ((told["by"], value["by"]), (by["by"], by["by"])),
            ((told["at"], told["status"]), (at, status)),
            (_program(told["software"]), _program(self.started)),
        ]
        if any(said != noted_ for said, noted_ in pairs):
            raise Refused("the withdrawal says otherwise than the act")


def _act(kind, name, by, wall_ms):
    return {"act": f"{kind}.{name}", "by": by, "at": _instant(wall_ms)}


def _instant(wall_ms):
    at = datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(milliseconds=int(wall_ms))
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def _program(software):
    return [software[name] for name in ("name", "version", "sha256")]


def _photos(photos, named):
    heads = {"image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG\r\n\x1a\n", "image/webp": b"RIFF"}
    seen = set()
    for one in photos:
        members(one, ("sha256", "mediaType", "data"))
        data = base64_bytes(one["data"])
        if sha256(data).hex() != one["sha256"] or not data.startswith(heads[one["mediaType"]]) or one["sha256"] in seen or one["sha256"] not in named:
            raise Refused("photo")
        seen.add(one["sha256"])
