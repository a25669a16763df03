import {
  anything,
  dictionaryOf,
  either,
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
  realInstant,
  type Shape,
  sha256Hex,
  text,
  whole,
} from "../shape.ts";
import {
  decimal,
  deduction,
  device,
  findingRows,
  RESULT_FORMAT,
  scopeForm,
  software,
  VERDICTS,
} from "./record-form.ts";

/** A result whose personal values are hidden: where one stands open, it is not of this form. */
export const REDACTED_SCHEMA = "proofmark/redacted-result/v1";
export const REDACTED_TYPE = "application/vnd.proofmark.redacted-result.v1+gzip";
/** Opened. */
export const REDACTED_BYTES_MAX = 2 * 2 ** 20;
const ENTRIES_MAX = 1_000_000;

export const digestForm = members({ digest: sha256Hex });

function orHidden<Value>(shape: Shape<Value>): Shape<Value | Of<typeof digestForm>> {
  return either(digestForm, shape);
}

const reasonForm = members({
  code: like(/^[A-Z][A-Z0-9_]{0,63}$/),
  params: dictionaryOf(anything),
  zh: orHidden(text()),
  en: orHidden(text()),
});

/** Its parameters are hidden one by one, and with any of them both sentences; never one sentence alone. */
const told: Shape<Of<typeof reasonForm>> = {
  fault: (value, path) => {
    const fault = reasonForm.fault(value, path);
    if (fault !== null) return fault;
    const { params, zh, en } = value as Of<typeof reasonForm>;
    const isZhOpen = typeof zh === "string";
    if (isZhOpen !== (typeof en === "string")) return `${path}.${isZhOpen ? "zh" : "en"}`;
    return isZhOpen && hidesAnything(params) ? `${path}.zh` : null;
  },
};

function hidesAnything(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return digestForm.fault(value, "x") === null || Object.values(value).some(hidesAnything);
}

/** A figure, or a word of a list such as `petrol` and `K33`: what a person wrote is neither. */
const wordOfList = like(/^(?:[a-z][a-z0-9-]{0,31}|[A-Z][A-Z0-9]{0,3})$/);

const finding = members({
  ...findingRows,
  inputs: listOf(
    members({
      name: text(),
      value: orNull(orHidden(either(decimal, wordOfList))),
      unit: text(),
      reason: orNull(told),
    }),
  ),
  arithmetic: listOf(told),
  withdrawn: maybe(members({ deduction, by: digestForm, note: digestForm, utcMs: whole() })),
});

const scope = scopeForm(orHidden(whole(0)), told);

const preChecks = members({
  reply: digestForm,
  issued: orNull(instant),
  checks: listOf(
    members({
      check: text(),
      answer: digestForm,
      asOf: digestForm,
      ageS: digestForm,
      done: digestForm,
    }),
  ),
});

const papers = members({
  kind: oneOf("vehicle-dossier", "appointment"),
  answer: digestForm,
  reply: digestForm,
  issued: digestForm,
  region: digestForm,
  asOf: digestForm,
  changed: digestForm,
  order: maybe(digestForm),
  ageS: digestForm,
  judged: maybe(digestForm),
});

const licence = members({
  word: oneOf("accepted", "refused", "time-unknown"),
  holder: digestForm,
  number: digestForm,
  country: digestForm,
  issuer: digestForm,
  categories: digestForm,
  expiry: digestForm,
  dataUntil: digestForm,
  object: digestForm,
  failures: digestForm,
});

const resultForm = members({
  schema: oneOf(`proofmark/result/v${RESULT_FORMAT}`),
  kind: oneOf("inspection", "exam"),
  station: text(),
  site: text(),
  car: orNull(text()),
  job: text(),
  sequence: whole(0),
  subject: dictionaryOf(digestForm),
  after: maybe(members({ job: text(), record: digestForm })),
  verdict: oneOf(...VERDICTS),
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
        by: digestForm,
        agrees: flag,
        note: digestForm,
        utcMs: maybe(whole()),
      }),
    ),
  ),
  photos: maybe(listOf(members({ part: text(), photo: text(), sha256: digestForm, by: digestForm }))),
  faults: listOf(members({ device: text(), code: text(), detail: orNull(told), raised: flag, atMs: number })),
  acts: maybe(listOf(members({ act: text(), of: maybe(text()), by: digestForm, at: instant }))),
  time: members({ started: instant, ended: instant, status: text() }),
  evidence: members({ log: text(), firstIndex: whole(), endIndex: whole(), entries: whole() }),
});

const withdrawalForm = members({
  schema: oneOf("proofmark/withdrawal/v1"),
  kind: oneOf("inspection", "exam"),
  station: text(),
  site: text(),
  car: orNull(text()),
  job: text(),
  sequence: whole(0),
  withdraws: members({ record: digestForm, sequence: whole(0) }),
  reason: told,
  by: digestForm,
  at: instant,
  status: text(),
  software,
});

export const redactedForm = members({
  schema: oneOf(REDACTED_SCHEMA),
  station: text(1, 200),
  job: text(1, 200),
  at: realInstant,
  of: digestForm,
  result: resultForm,
  withdrawal: orNull(members({ of: digestForm, document: withdrawalForm })),
  /** What stands in a result only by a personal fact, under one digest; null where nothing could. */
  withheld: orNull(digestForm),
  vehicle: orNull(sha256Hex),
  entries: whole(1),
  hidden: listOf(
    members({
      index: whole(0),
      entry: oneOf(
        "artifact-stored",
        "job-opened",
        "job-input",
        "record-sealed",
        "console-acted",
        "withdrawal-sealed",
      ),
    }),
    ENTRIES_MAX,
  ),
});

export type RedactedDocument = Of<typeof redactedForm>;
export type RedactedResult = Of<typeof resultForm>;
