import { isCivilDay } from "../door/civil-day.ts";
import type { ResultDocument } from "../record/result-document.ts";
import type { PublicState } from "../registry/public/public-answer-form.ts";
import { maskedName } from "../screens/masks.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import {
  dayNumber,
  MARK_FLAGS,
  MARK_KINDS,
  type MarkContent,
  type MarkKind,
  markContentSchema,
  RECORD_BYTES,
} from "./mark-content.ts";
import {
  dayThere,
  inspectedUntil,
  inspectionRowOf,
  type MarkPolicy,
  type PolicyAnswer,
  passedUntil,
  startOfDayS,
  verifiedUntil,
} from "./mark-policy.ts";

/** A record as the registry holds it. */
export interface MarkedRecord {
  /** Its id, hex. */
  readonly record: string;
  readonly document: ResultDocument;
  /** As it stands, what is simulated taken for real where `isTrial`. */
  readonly state: PublicState;
}

export interface MarkRules {
  readonly policy: MarkPolicy;
  /** A registry that puts results of simulated devices in force. */
  readonly isTrial: boolean;
}

export type MarkAnswer =
  | { readonly kind: "mark"; readonly content: MarkContent; readonly expS: number }
  | { readonly kind: "none"; readonly reason: Reason };

/** What the mark of a record says, or why it has none. Each refusal is of one thing, the gravest first. */
export function markOf(marked: MarkedRecord, { policy, isTrial }: MarkRules): MarkAnswer {
  const { document } = marked;
  const why = whyNone(marked, policy, isTrial);
  if (why !== null) return none(why);
  const on = dayThere(policy, Date.parse(document.time.ended));
  if (on < policy.validFrom)
    return none(reason("MARK_BEFORE_POLICY", { on, policy: policy.id, validFrom: policy.validFrom }));
  const asked =
    document.kind === "exam" ? examAsked(document, policy, on) : vehicleAsked(document, policy, on);
  if (asked.kind === "none") return asked;
  const isSimulated = document.devices.some(({ simulated }) => simulated);
  const isUnverified = document.unverifiedRules.length > 0 || asked.until.isUnverified;
  const content = markContentSchema.safeParse({
    ...asked.content,
    kind: MARK_KINDS[asked.of],
    record: recordBytes(marked.record),
    station: document.station,
    on: dayNumber(on),
    flags: (isUnverified ? MARK_FLAGS.unverified : 0) + (isSimulated || isTrial ? MARK_FLAGS.simulated : 0),
  });
  if (!content.success)
    return none(reason("MARK_FIELD_FORM", { field: String(content.error.issues[0]?.path[0] ?? "-") }));
  return { kind: "mark", content: content.data, expS: startOfDayS(policy, asked.until.untilDay) };
}

function whyNone({ document, state }: MarkedRecord, policy: MarkPolicy, isTrial: boolean): Reason | null {
  if (document.devices.some(({ simulated }) => simulated) && !isTrial) return reason("MARK_SIMULATED", {});
  if (document.verdict !== "pass") return reason("MARK_NOT_PASSED", { verdict: document.verdict });
  if (state !== "in-force") return reason("MARK_NOT_IN_FORCE", { state });
  if (document.kind === "exam") return null;
  const { scope } = document;
  if (scope === undefined) return reason("MARK_SCOPE_UNTOLD", {});
  const undone = [...scope.missing, ...scope.open].map(({ code }) => code);
  if (undone.length > 0) return reason("MARK_SCOPE_OPEN", { items: undone });
  const others = scope.elsewhere
    .map(({ part }) => part)
    .filter((part) => !policy.inspection.elsewhere.includes(part));
  return others.length > 0 ? reason("MARK_PARTS_ELSEWHERE", { parts: others }) : null;
}

type Asked =
  | {
      readonly kind: "asked";
      readonly of: MarkKind;
      readonly until: PolicyAnswer;
      readonly content: Pick<MarkContent, "subject" | "tail" | "of">;
    }
  | { readonly kind: "none"; readonly reason: Reason };

const CERTIFICATE_SHOWN = 4;
const VIN_SHOWN = 6;

function examAsked({ subject, rulebook }: ResultDocument, policy: MarkPolicy, on: string): Asked {
  const until = passedUntil(policy, { rulebook: rulebook.id, on });
  if (until === null) return none(reason("MARK_NO_EXAM_ROW", { rulebook: rulebook.id, policy: policy.id }));
  const { name = "", learnerCertificate = "", licenceClass = "" } = subject;
  const content = {
    subject: maskedName(name),
    tail: learnerCertificate.slice(-CERTIFICATE_SHOWN),
    of: licenceClass === "" ? "" : `${licenceClass}/${until.test}`,
  };
  return { kind: "asked", of: "exam", until, content };
}

/** A used car is checked as one in use, and what the registry ordered says that it changes hands. */
const USED_CAR = "used-car";

function vehicleAsked({ subject, papers }: ResultDocument, policy: MarkPolicy, on: string): Asked {
  const { plate = "", vin = "", vehicleClass = "", use = "", check = "", firstRegistered = "" } = subject;
  const content = { subject: plate, tail: vin.slice(-VIN_SHOWN), of: vehicleClass };
  const ordered = papers?.order?.asked === USED_CAR ? USED_CAR : check;
  const verified = verifiedUntil(policy, { check: ordered, on });
  if (verified !== null) return { kind: "asked", of: "verification", until: verified, content };
  const row = inspectionRowOf(policy, { vehicleClass, use, check });
  if (row === null)
    return none(reason("MARK_NO_VEHICLE_ROW", { vehicleClass, use, check, policy: policy.id }));
  if (!isCivilDay(firstRegistered)) return none(reason("MARK_AGE_UNKNOWN", {}));
  const until = inspectedUntil(policy, row, { firstRegistered, on });
  if (until === null) return none(reason("MARK_REGISTERED_LATER", { firstRegistered, on }));
  return { kind: "asked", of: "inspection", until, content };
}

function recordBytes(record: string): Uint8Array {
  return Uint8Array.from({ length: RECORD_BYTES }, (_none, at) =>
    Number.parseInt(record.slice(2 * at, 2 * at + 2), 16),
  );
}

function none(why: Reason): { readonly kind: "none"; readonly reason: Reason } {
  return { kind: "none", reason: why };
}
