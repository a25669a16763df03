"""Evidence for others: what tells of persons is hidden behind salted digests, and the station signs what is left (docs/evidence.md)."""

import json
import re

from formats import MAX_SAFE, Refused, base64_bytes, gunzip, strict_json
from logs import Receipt, envelope, hex64, instant_ms, members, record_id, sha256, text_of
from sealed import MANY, look_at_signers, many, signers_of

KIND = "application/vnd.proofmark.redacted-result.v1+gzip"
OPENED_MOST = 2 * 2**20
CLOCKS_APART_MS = 300_000
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", re.ASCII)
DECIMAL = re.compile(r"-?(0|[1-9]\d{0,17})(\.\d{1,18})?", re.ASCII)
WORD = re.compile(r"[a-z][a-z0-9-]{0,31}|[A-Z][A-Z0-9]{0,3}", re.ASCII)
CODE = re.compile(r"[A-Z][A-Z0-9_]{0,63}", re.ASCII)


def fail(what):
    raise Refused(f"redacted: {what}")


def text(value):
    return isinstance(value, str)


def flag(value):
    return isinstance(value, bool)


def integer(value):
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= MAX_SAFE


def natural(value):
    return integer(value) and value >= 0


def number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def instant(value):
    return text(value) and INSTANT.fullmatch(value) is not None


def sha(value):
    return text(value) and re.fullmatch(r"[0-9a-f]{64}", value) is not None


def decimal(value):
    return text(value) and DECIMAL.fullmatch(value) is not None


def anything(_):
    return True


def one_of(*words):
    return lambda value: text(value) and value in words


def or_null(shape):
    return lambda value: value is None or shape(value)


def either(first, second):
    return lambda value: first(value) or second(value)


def each(shape):
    return lambda value: isinstance(value, list) and all(shape(one) for one in value)


def named(shape):
    return lambda value: isinstance(value, dict) and all(shape(one) for one in value.values())


def record(rows, may=None):
    may = may or {}

    def fits(value):
        if not isinstance(value, dict) or any(name not in value for name in rows):
            return False
        shapes = {**rows, **may}
        return all(name in shapes and shapes[name](member) for name, member in value.items())

    return fits


HIDDEN = record({"digest": sha})
SHOWN_OR_HIDDEN = either(text, HIDDEN)
VERDICT = one_of("pass", "fail", "void", "undecided")
PROGRAM = record({"name": text, "version": text, "sha256": text})
REASON_FORM = record(
    {
        "code": lambda value: text(value) and CODE.fullmatch(value) is not None,
        "params": named(anything),
        "zh": SHOWN_OR_HIDDEN,
        "en": SHOWN_OR_HIDDEN,
    }
)


def _hides(value):
    if HIDDEN(value):
        return True
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(_hides(one) for one in inner)


def REASON(value):
    """Both sentences are hidden or none, and both where a parameter is."""
    if not REASON_FORM(value) or text(value["zh"]) != text(value["en"]):
        return False
    return not (text(value["zh"]) and _hides(value["params"]))


def figure_or_word(value):
    return decimal(value) or (text(value) and WORD.fullmatch(value) is not None)


DEDUCTION = record(
    {
        "points": natural,
        "code": or_null(text),
        "utcMs": integer,
        "position": or_null(record({"eastM": number, "northM": number})),
        "judge": one_of("machine", "examiner"),
    },
    {"entry": lambda value: integer(value) and value >= 1},
)
LIMIT = record(
    {
        "atLeast": or_null(decimal),
        "atMost": or_null(decimal),
        "unit": text,
        "window": or_null(decimal),
        "decidedAt": or_null(decimal),
    }
)
FINDING = record(
    {
        "rule": text,
        "item": text,
        "outcome": one_of("pass", "fail", "undecided", "not-applicable"),
        "clause": or_null(text),
        "inputs": each(
            record({"name": text, "value": or_null(either(figure_or_word, HIDDEN)), "unit": text, "reason": or_null(REASON)})
        ),
        "arithmetic": each(REASON),
        "value": or_null(decimal),
        "unit": text,
        "limits": each(LIMIT),
        "deduction": or_null(DEDUCTION),
    },
    {
        "severity": one_of("minor", "major", "dangerous"),
        "withdrawn": record({"deduction": DEDUCTION, "by": HIDDEN, "note": HIDDEN, "utcMs": integer}),
    },
)
NAMED = {"code": text, "nameZh": text, "nameEn": text}
SCOPE = record(
    {
        "required": either(natural, HIDDEN),
        "done": each(text),
        "open": each(record(NAMED)),
        "missing": each(record({**NAMED, "reason": REASON})),
        "elsewhere": each(record({"part": text, "nameZh": text, "nameEn": text, "codes": each(text)})),
        "voluntary": each(record(NAMED)),
    },
    {"restsOn": REASON},
)
DEVICE = record(
    {
        "role": text,
        "device": text,
        "model": text,
        "serial": text,
        "simulated": flag,
        "calibration": or_null(record({"certificate": text, "validTo": text})),
    }
)
COMMON = {
    "kind": one_of("inspection", "exam"),
    "station": text,
    "site": text,
    "car": or_null(text),
    "job": text,
    "sequence": natural,
    "software": PROGRAM,
}
CHECK = record({"check": text, "answer": HIDDEN, "asOf": HIDDEN, "ageS": HIDDEN, "done": HIDDEN})
RESULT = record(
    {
        **COMMON,
        "schema": one_of("proofmark/result/v3"),
        "subject": named(HIDDEN),
        "verdict": VERDICT,
        "reasons": each(REASON),
        "notes": each(REASON),
        "score": or_null(record({"points": integer, "passMark": integer, "fullMark": integer})),
        "items": each(
            record(
                {
                    "item": text,
                    "verdict": one_of("pass", "fail", "void", "undecided", "not-applicable"),
                    "reasons": each(REASON),
                    "findings": each(FINDING),
                }
            )
        ),
        "unverifiedRules": each(text),
        "rulebook": record({"id": text, "edition": text, "sha256": sha}),
        "course": or_null(record({"id": text, "sha256": sha})),
        "devices": each(DEVICE),
        "faults": each(
            record({"device": text, "code": text, "detail": or_null(REASON), "raised": flag, "atMs": number})
        ),
        "time": record({"started": instant, "ended": instant, "status": text}),
        "evidence": record({"log": text, "firstIndex": integer, "endIndex": integer, "entries": integer}),
    },
    {
        "after": record({"job": text, "record": HIDDEN}),
        "scope": SCOPE,
        "preChecks": record({"reply": HIDDEN, "issued": or_null(instant), "checks": each(CHECK)}),
        "papers": record(
            {
                "kind": one_of("vehicle-dossier", "appointment"),
                **{name: HIDDEN for name in "answer reply issued region asOf changed ageS".split()},
            },
            {"judged": HIDDEN, "order": HIDDEN},
        ),
        "licence": record(
            {
                "word": one_of("accepted", "refused", "time-unknown"),
                **{
                    name: HIDDEN
                    for name in "holder number country issuer categories expiry dataUntil object failures".split()
                },
            }
        ),
        "signatures": each(
            record(
                {"who": one_of("candidate", "examiner", "signatory"), "by": HIDDEN, "agrees": flag, "note": HIDDEN},
                {"utcMs": integer},
            )
        ),
        "photos": each(record({"part": text, "photo": text, "sha256": HIDDEN, "by": HIDDEN})),
        "acts": each(record({"act": text, "by": HIDDEN, "at": instant}, {"of": text})),
    },
)
WITHDRAWAL = record(
    {
        **COMMON,
        "schema": one_of("proofmark/withdrawal/v1"),
        "withdraws": record({"record": HIDDEN, "sequence": natural}),
        "reason": REASON,
        "by": HIDDEN,
        "at": instant,
        "status": text,
    }
)
HIDDEN_KINDS = "artifact-stored job-opened job-input record-sealed console-acted withdrawal-sealed".split()
DOCUMENT = record(
    {
        "schema": one_of("proofmark/redacted-result/v1"),
        "station": lambda value: text(value) and 1 <= len(value) <= 200,
        "job": lambda value: text(value) and 1 <= len(value) <= 200,
        "at": instant,
        "of": HIDDEN,
        "result": RESULT,
        "withdrawal": or_null(record({"of": HIDDEN, "document": WITHDRAWAL})),
        "withheld": or_null(HIDDEN),
        "vehicle": or_null(sha),
        "entries": lambda value: integer(value) and value >= 1,
        "hidden": each(record({"index": natural, "entry": one_of(*HIDDEN_KINDS)})),
    }
)


def redacted(keys, told, witnesses_least, salts=None):
    members(told, (*MANY, "redacted", "job", "document"), ("trust",))
    if told["schema"] != "proofmark/evidence/v1" or told["redacted"] is not True:
        fail("schema")
    text_of(told["job"], 200, 1)
    entries = many(keys, told, witnesses_least)
    kind, payload, signatures = envelope(told["document"])
    if kind != KIND:
        fail("kind")
    signers = signers_of(keys, kind, payload, signatures)
    document = strict_json(gunzip(payload, OPENED_MOST), OPENED_MOST)
    if not DOCUMENT(document):
        fail("form")
    made = instant_ms(document["at"])
    look_at_signers(keys, signers, document["station"], made)
    result = document["result"]
    if not document["station"] == told["station"] == result["station"] or not document["job"] == told["job"] == result["job"]:
        fail("of another job or station")
    receipt = Receipt(keys, told["station"], told["checkpoint"], witnesses_least)
    if made < receipt.witnessed_ms - CLOCKS_APART_MS:
        fail("before its receipt")
    withheld = document["withheld"] is not None
    scope = result.get("scope")
    if (scope is not None and withheld != HIDDEN(scope["required"])) or (withheld and result["kind"] == "exam"):
        fail("withheld")
    _sense(result, withheld)
    _row(document, entries, receipt.size)
    _withdrawal(document)
    if salts is not None:
        _salted(document, record_id(kind, payload), salts)


def _sense(result, withheld):
    evidence, time = result["evidence"], result["time"]
    first, end, count = evidence["firstIndex"], evidence["endIndex"], evidence["entries"]
    if evidence["log"] != f"proofmark/{result['station']}" or first < 0 or count < 1 or first + count > end:
        fail("range")
    instant_ms(time["started"])
    if time["started"] > time["ended"]:
        fail("time")
    for item in result["items"]:
        outcomes = [finding["outcome"] for finding in item["findings"]]
        for finding in item["findings"]:
            if "severity" in finding and finding["outcome"] != ("pass" if finding["severity"] == "minor" else "fail"):
                fail("severity")
        if item["verdict"] == "pass" and "undecided" in outcomes:
            fail("passed over")
        judged = [one for one in outcomes if one != "not-applicable"]
        folded = _worst(judged) if judged else None
        if result["kind"] == "inspection" and item["verdict"] in ("pass", "fail") and folded != item["verdict"]:
            fail("item")
    score = result["score"]
    verdicts = [item["verdict"] for item in result["items"]]
    if result["kind"] == "inspection":
        if score is not None:
            fail("score")
        wanted = _worst([one for one in verdicts if one != "not-applicable"])
    else:
        if score is None:
            fail("score")
        taken = sum(f["deduction"]["points"] for item in result["items"] for f in item["findings"] if f["deduction"])
        if score["points"] != max(0, score["fullMark"] - taken):
            fail("score")
        if result["verdict"] == "pass" and ("void" in verdicts or "undecided" in verdicts or "pass" not in verdicts):
            fail("exam")
        wanted = "pass" if score["points"] >= score["passMark"] else "fail"
    # What is withheld may make the verdict of an inspection a worse one.
    none = all(one == "not-applicable" for one in verdicts)
    worse = VERDICTS.index(result["verdict"]) < VERDICTS.index(wanted)
    if withheld and result["kind"] == "inspection" and (none or worse):
        return
    if result["verdict"] != wanted and (result["verdict"] not in ("void", "undecided") or not result["reasons"]):
        fail("verdict")


VERDICTS = ("fail", "void", "undecided", "pass")


def _worst(verdicts):
    return next((one for one in VERDICTS if one in verdicts), "undecided")


CLOCK = ("unknown", "relative", "informative", "synchronised")


def _rank(status):
    return CLOCK.index(status) if status in CLOCK else -1


def _row(document, entries, size):
    """Shown and hidden entries in one row, each where it may stand."""
    result, job = document["result"], document["job"]
    hidden = [(one["index"], one["entry"], None) for one in document["hidden"]]
    if any(index >= size or (at and index <= hidden[at - 1][0]) for at, (index, _, _) in enumerate(hidden)):
        fail("hidden entries")
    row = sorted(hidden + [(index, value.get("type"), value) for index, _, value in entries], key=lambda one: one[0])
    if len({one[0] for one in row}) != len(row) or len(row) != document["entries"]:
        fail("count of all entries")
    named_texts = {result["rulebook"]["sha256"], document["vehicle"], result["course"] and result["course"]["sha256"]} - {None}
    software = status = of_job = None
    last, count, sealed, acted, withdrawn, anew, mono = -1, 0, False, False, False, False, float("-inf")
    stored = set()
    for index, kind, value in row:
        if value is not None and kind == "artifact-stored":
            digest = sha256(value["text"].encode()).hex()
            if digest != value["sha256"] or digest not in named_texts or digest in stored or of_job is not None:
                fail("text")
            stored.add(digest)
            continue
        if value is not None:
            if kind not in ("station-started", "clock-noted", "job-input"):
                fail("open entry")
            if kind == "station-started":
                if value["station"] != document["station"]:
                    fail("station")
                software, status, anew, mono = value["software"], value["timeStatus"], True, float("-inf")
            if software is None or value["at"]["monoMs"] < mono:
                fail("order")
            mono = value["at"]["monoMs"]
            if kind == "clock-noted":
                status = value["status"]
                if of_job is not None and not sealed and _rank(status) < _rank(of_job):
                    of_job = status
            if kind == "job-input":
                if value["job"] != job or value["input"]["kind"] == "command" or (value["input"]["kind"] == "resumed" and not anew):
                    fail("input")
        if kind == "artifact-stored" and of_job is not None:
            fail("text after the opening")
        if kind == "job-opened":
            if of_job is not None or software is None or index != result["evidence"]["firstIndex"]:
                fail("opening")
            of_job = status
        if kind == "job-input" and (of_job is None or sealed):
            fail("input of no job")
        if kind in ("job-opened", "job-input"):
            last, count, anew = index, count + 1, False
        if kind == "record-sealed":
            programs = [one and [one[name] for name in ("name", "version", "sha256")] for one in (software, result["software"])]
            if of_job is None or sealed or result["evidence"]["endIndex"] != last + 1 or programs[0] != programs[1]:
                fail("seal")
            if result["time"]["status"] != of_job:
                fail("clock")
            sealed = True
        if kind == "console-acted":
            if not sealed or acted:
                fail("act")
            acted = True
        if kind == "withdrawal-sealed":
            if not acted or withdrawn:
                fail("withdrawal")
            withdrawn = True
    if not sealed or count != result["evidence"]["entries"] or withdrawn != (document["withdrawal"] is not None):
        fail("incomplete")
    if not named_texts <= stored:
        fail("a text is missing")


def _withdrawal(document):
    if document["withdrawal"] is None:
        return
    told, result = document["withdrawal"]["document"], document["result"]
    if told["withdraws"]["sequence"] != result["sequence"] or told["job"] != document["job"] or told["station"] != document["station"]:
        fail("withdrawal of another")
    if told["sequence"] <= result["sequence"]:
        fail("withdrawal before")


def _digests(value, path, found):
    if HIDDEN(value):
        found[path] = value["digest"]
    elif isinstance(value, (dict, list)):
        for name, member in value.items() if isinstance(value, dict) else enumerate(value):
            _digests(member, f"{path}.{name}" if path else str(name), found)


def _salted(document, of, data):
    told = members(strict_json(data, 8 * 2**20), ("schema", "station", "job", "document", "values"))
    if told["schema"] != "proofmark/redaction-salts/v1" or hex64(told["document"]) != of or not told["values"]:
        fail("salts")
    found = {}
    _digests(document, "", found)
    for one in told["values"]:
        members(one, ("path", "salt", "value"))
        salt = base64_bytes(one["salt"])
        body = json.dumps([one["path"], one["value"]], ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        if len(salt) != 16 or found.get(one["path"]) != sha256(salt + body.encode()).hex():
            fail("hidden value")


__all__ = ["redacted"]
