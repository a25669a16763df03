import {
  anything,
  dictionaryOf,
  flag,
  instant,
  like,
  listOf,
  maybe,
  members,
  number,
  type Of,
  oneOf,
  orNull,
  type Shape,
  sha256Hex,
  text,
  whole,
} from "../shape.ts";

/** What stations seal, in format 3 of results and 1 of withdrawals. The words are those of docs/protocol.md. */
export const RESULT_FORMAT = 3;
export const WITHDRAWAL_FORMAT = 1;

export const decimal = like(/^-?(?:0|[1-9]\d{0,17})(?:\.\d{1,18})?$/);
const told = members({
  code: like(/^[A-Z][A-Z0-9_]{0,63}$/),
  params: dictionaryOf(anything),
  zh: text(),
  en: text(),
});
export const VERDICTS = ["pass", "fail", "void", "undecided"] as const;
const verdict = oneOf(...VERDICTS);
export const software = members({ name: text(), version: text(), sha256: text() });

export const deduction = members({
  points: whole(0),
  code: orNull(text()),
  utcMs: whole(),
  position: orNull(members({ eastM: number, northM: number })),
  judge: oneOf("machine", "examiner"),
  entry: maybe(whole(1)),
});

export const limit = members({
  atLeast: orNull(decimal),
  atMost: orNull(decimal),
  unit: text(),
  window: orNull(decimal),
  decidedAt: orNull(decimal),
});

/** Of a finding what names nobody. */
export const findingRows = {
  rule: text(),
  item: text(),
  outcome: oneOf("pass", "fail", "undecided", "not-applicable"),
  severity: maybe(oneOf("minor", "major", "dangerous")),
  clause: orNull(text()),
  value: orNull(decimal),
  unit: text(),
  limits: listOf(limit),
  deduction: orNull(deduction),
};

const finding = members({
  ...findingRows,
  inputs: listOf(members({ name: text(), value: orNull(text()), unit: text(), reason: orNull(told) })),
  arithmetic: listOf(told),
  withdrawn: maybe(members({ deduction, by: text(), note: text(), utcMs: whole() })),
});

const named = { code: text(), nameZh: text(), nameEn: text() };

/** `required`: how many things, or what stands for that; `why`: a reason. */
export function scopeForm<Count, Why>(required: Shape<Count>, why: Shape<Why>) {
  return members({
    required,
    done: listOf(text()),
    open: listOf(members(named)),
    missing: listOf(members({ ...named, reason: why })),
    elsewhere: listOf(members({ part: text(), nameZh: text(), nameEn: text(), codes: listOf(text()) })),
    voluntary: listOf(members(named)),
    restsOn: maybe(why),
  });
}

const scope = scopeForm(whole(0), told);

const preChecks = members({
  reply: orNull(sha256Hex),
  issued: orNull(instant),
  checks: listOf(
    members({
      check: oneOf(
        "insurance",
        "violations",
        "theft",
        "mortgage",
        "recall",
        "odometer",
        "previousResults",
        "openElsewhere",
      ),
      answer: oneOf("clear", "found", "unknown", "too-old", "unanswered"),
      asOf: orNull(instant),
      ageS: orNull(whole(0)),
      done: oneOf("clear", "told", "passed-over"),
    }),
    Number.POSITIVE_INFINITY,
    1,
  ),
});

const papers = members({
  kind: oneOf("vehicle-dossier", "appointment"),
  answer: oneOf("found", "unknown", "several", "elsewhere", "used", "too-often", "unanswered", "not-fetched"),
  reply: orNull(sha256Hex),
  issued: orNull(instant),
  region: orNull(text()),
  asOf: orNull(instant),
  changed: listOf(text(0, 64), 64),
  order: maybe(members({ number: text(1, 64), asked: oneOf("inspection", "re-inspection", "used-car") })),
  ageS: orNull(whole(0)),
  judged: maybe(members({ tooOld: flag, done: oneOf("sound", "told", "passed-over") })),
});

/** What a candidate showed at the desk, and what it proved. */
const shownDate = orNull(like(/^\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\dZ)?$/));
const licence = members({
  word: oneOf("accepted", "refused", "time-unknown"),
  holder: oneOf("signature", "mac", "none"),
  number: orNull(text(0, 150)),
  country: orNull(text(0, 150)),
  issuer: text(0, 150),
  categories: listOf(members({ category: text(0, 150), issued: shownDate, expiry: shownDate }), 32),
  expiry: shownDate,
  dataUntil: like(/^\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\dZ)?$/),
  object: sha256Hex,
  failures: listOf(text(0, 150), 32),
});

export const device = members({
  role: text(),
  device: text(),
  model: text(),
  serial: text(),
  simulated: flag,
  calibration: orNull(members({ certificate: text(), validTo: text() })),
});

export const resultForm = members({
  schema: oneOf(`proofmark/result/v${RESULT_FORMAT}`),
  kind: oneOf("inspection", "exam"),
  station: text(),
  site: text(),
  car: orNull(text()),
  job: text(),
  sequence: whole(0),
  subject: dictionaryOf(text()),
  after: maybe(members({ job: text(), record: sha256Hex })),
  verdict,
  reasons: listOf(told),
  notes: listOf(told),
  scope: maybe(scope),
  preChecks: maybe(preChecks),
  papers: maybe(papers),
  licence: maybe(licence),
  score: orNull(members({ points: whole(), passMark: whole(), fullMark: whole() })),
  items: listOf(
    members({
      item: text(),
      verdict: oneOf(...VERDICTS, "not-applicable"),
      reasons: listOf(told),
      findings: listOf(finding),
    }),
  ),
  unverifiedRules: listOf(text()),
  rulebook: members({ id: text(), edition: text(), sha256: sha256Hex }),
  course: orNull(members({ id: text(), sha256: sha256Hex })),
  software,
  devices: listOf(device),
  signatures: maybe(
    listOf(
      members({
        who: oneOf("candidate", "examiner", "signatory"),
        by: text(),
        agrees: flag,
        note: text(),
        utcMs: maybe(whole()),
      }),
    ),
  ),
  photos: maybe(listOf(members({ part: text(), photo: text(), sha256: sha256Hex, by: text() }))),
  faults: listOf(members({ device: text(), code: text(), detail: orNull(told), raised: flag, atMs: number })),
  acts: maybe(listOf(members({ act: text(), of: maybe(text()), by: text(), at: instant }))),
  time: members({ started: instant, ended: instant, status: text() }),
  evidence: members({ log: text(), firstIndex: whole(), endIndex: whole(), entries: whole() }),
});

export type ResultDocument = Of<typeof resultForm>;

export const withdrawalForm = members({
  schema: oneOf("proofmark/withdrawal/v1"),
  kind: oneOf("inspection", "exam"),
  station: text(),
  site: text(),
  car: orNull(text()),
  job: text(),
  sequence: whole(0),
  withdraws: members({ record: sha256Hex, sequence: whole(0) }),
  reason: told,
  by: text(),
  at: instant,
  status: text(),
  software,
});

export type WithdrawalDocument = Of<typeof withdrawalForm>;
