import { RESULT_FORMAT } from "../record/result-document.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import { PROTOCOL_PART_NAMES, type ProtocolPart } from "../trade/words/protocol-parts.ts";

/** Versions of each part that one side speaks, by the part's name; a part that is not named is not spoken. Names that this software does not know may stand in it. */
export type Spoken = Readonly<Record<string, readonly number[]>>;

/** What this software speaks, at the station as at the registry. */
export const SPOKEN: Spoken & Readonly<Record<ProtocolPart, readonly number[]>> = {
  delivery: [1],
  records: [RESULT_FORMAT],
  withdrawals: [1],
  witnesses: [1],
  commands: [1],
  requests: [1],
  papers: [1],
  "trust-list": [1],
  certificates: [1],
  time: [1],
  events: [1],
  evidence: [1],
};

/** What a registry speaks that says nothing of it: such are of before section 24 of docs/protocol.md, and of what came after it they speak nothing. It never changes. */
export const UNSAID: Readonly<Record<ProtocolPart, number | null>> = {
  delivery: 1,
  records: 3,
  withdrawals: 1,
  witnesses: 1,
  commands: 1,
  requests: 1,
  papers: 1,
  "trust-list": 1,
  certificates: null,
  time: 1,
  events: 1,
  evidence: null,
};

/** Without one of these in common no record is sent: it would be refused, or quarantined for ever. */
const OF_RECORDS: readonly ProtocolPart[] = ["delivery", "records", "withdrawals"];

/** The version of each part that is used; null where both have none in common. */
export type Agreement = Readonly<Record<ProtocolPart, number | null>>;

/** `theirs`: null for a registry that said nothing. */
export function agreementOf(ours: Spoken, theirs: Spoken | null): Agreement {
  return byPart((part) => highestOf(ours[part] ?? [], spokenOf(part, theirs)));
}

/** Silence lowers nothing: what is agreed stays, and the rest is tried as with a registry that never said anything. */
export function afterSilence(ours: Spoken, agreed: Agreement): Agreement {
  const unsaid = agreementOf(ours, null);
  return byPart((part) => agreed[part] ?? unsaid[part]);
}

/** Whether records may be sent. */
export function canDeliver(agreed: Agreement): boolean {
  return OF_RECORDS.every((part) => agreed[part] !== null);
}

/** The gravest of what is not common, of the parts that the station uses; null where nothing is missing. */
export function whyNotAgreed(
  agreed: Agreement,
  { ours, theirs, uses }: { ours: Spoken; theirs: Spoken | null; uses: readonly ProtocolPart[] },
): Reason | null {
  const part = PROTOCOL_PART_NAMES.find(
    (each) => agreed[each] === null && (OF_RECORDS.includes(each) || uses.includes(each)),
  );
  if (part === undefined) return null;
  const [own, other] = [ours[part] ?? [], spokenOf(part, theirs)];
  const params = { part, ours: listed(own), theirs: listed(other) };
  const isStationOlder = Math.max(0, ...own) < Math.max(0, ...other);
  return isStationOlder ? reason("STATION_OUTDATED", params) : reason("REGISTRY_OUTDATED", params);
}

function spokenOf(part: ProtocolPart, theirs: Spoken | null): readonly number[] {
  if (theirs === null) {
    const version = UNSAID[part];
    return version === null ? [] : [version];
  }
  // Its name comes from outside: what every object has is no part.
  return Object.hasOwn(theirs, part) ? (theirs[part] ?? []) : [];
}

function highestOf(ours: readonly number[], theirs: readonly number[]): number | null {
  const common = ours.filter((version) => theirs.includes(version));
  return common.length === 0 ? null : Math.max(...common);
}

function listed(versions: readonly number[]): string {
  return [...versions].sort((a, b) => a - b).join(", ");
}

function byPart<Value>(of: (part: ProtocolPart) => Value): Readonly<Record<ProtocolPart, Value>> {
  return Object.fromEntries(PROTOCOL_PART_NAMES.map((part) => [part, of(part)])) as Record<
    ProtocolPart,
    Value
  >;
}
