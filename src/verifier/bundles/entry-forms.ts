import {
  always,
  anything,
  faultOf,
  flag,
  listOf,
  maybe,
  members,
  moment,
  number,
  type Of,
  orNull,
  type Shape,
  sha256Hex,
  text,
  wholeMoment,
} from "../shape.ts";
import { refuse } from "../told.ts";
import type { Entry } from "./disclosed.ts";

/** Of the entries of a journal what the evidence of a record is held against; more may stand in each. */
const at = members({ monoMs: number, wallMs: wholeMoment });
const software = members({ name: text(), version: text(), sha256: text() });
const device = members(
  {
    role: text(),
    device: text(),
    model: text(),
    serial: text(),
    simulated: flag,
    calibration: orNull(members({ certificate: text(), validTo: text() })),
  },
  true,
);

const started = members({ at, station: text(), software, timeStatus: text() }, true);
const clockNoted = members({ at, status: text(), steppedMs: number }, true);
const stored = members({ at, sha256: sha256Hex, text: text() }, true);
const opened = members(
  {
    at,
    job: text(),
    order: members(
      {
        kind: text(),
        dossierSha256: sha256Hex,
        rulebookSha256: sha256Hex,
        courseSha256: orNull(sha256Hex),
        vehicleSha256: orNull(sha256Hex),
        devices: listOf(device),
        seat: members({ site: text(), car: orNull(text()) }, true),
        after: maybe(members({ job: text(), record: sha256Hex }, true)),
        practice: maybe(always),
      },
      true,
    ),
    by: maybe(members({ person: text() }, true)),
    takenIn: maybe(members({ by: text(), wallMs: moment }, true)),
    preChecks: maybe(members({ reply: orNull(sha256Hex) }, true)),
    papers: maybe(members({ reply: orNull(sha256Hex) }, true)),
    licence: maybe(anything),
  },
  true,
);
const input = members(
  {
    at,
    job: text(),
    input: members({ kind: text(), by: maybe(text()), at: maybe(anything), command: maybe(anything) }, true),
    rejected: maybe(anything),
    events: listOf(anything),
  },
  true,
);
const acted = members(
  {
    at,
    by: orNull(members({ person: text() }, true)),
    act: members(
      {
        kind: text(),
        record: maybe(sha256Hex),
        choice: maybe(text(1)),
        note: maybe(text()),
        of: maybe(anything),
      },
      true,
    ),
  },
  true,
);
const sealed = members(
  { at, job: text(), record: sha256Hex, envelope: text(), withdraws: maybe(sha256Hex), by: maybe(text()) },
  true,
);

const FORMS = {
  "station-started": started,
  "clock-noted": clockNoted,
  "artifact-stored": stored,
  "job-opened": opened,
  "job-input": input,
  "console-acted": acted,
  "record-sealed": sealed,
  "withdrawal-sealed": sealed,
} as const satisfies Readonly<Record<string, Shape<unknown>>>;

type Forms = typeof FORMS;
export type EntryOf<Type extends keyof Forms> = Of<Forms[Type]> & { readonly type: Type };
export type EvidenceEntry = { [Type in keyof Forms]: EntryOf<Type> }[keyof Forms];

/** Null for an entry of another type, on which no record rests. Throws Refused for one that is not of its form. */
export function evidenceEntry({ type, value }: Entry): EvidenceEntry | null {
  if (!Object.hasOwn(FORMS, type)) return null;
  const form: Shape<unknown> = FORMS[type as keyof Forms];
  return faultOf(form, value) === null ? (value as unknown as EvidenceEntry) : refuse("ENTRY_MALFORMED", {});
}
