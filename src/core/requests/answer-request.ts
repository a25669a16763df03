import type { Digest } from "../journal/merkle.ts";
import type { VerifySignature } from "../record/signature.ts";
import { signingKeys } from "../registry/following-keys.ts";
import type { StationAccount } from "../registry/station-account.ts";
import type { PreCheck } from "../trade/words/pre-checks.ts";
import type { AnsweredDocument, AskedDocument } from "./asked.ts";
import {
  PAPERS_REPLY_PAYLOAD_TYPE,
  PAPERS_REQUEST_PAYLOAD_TYPE,
  papersRequestSchema,
} from "./papers-messages.ts";
import {
  type CheckAnswer,
  CLOCKS_APART_MS,
  REPLY_PAYLOAD_TYPE,
  REQUEST_BYTES_MAX,
  REQUEST_PAYLOAD_TYPE,
  type ReplyDocument,
  type RequestDocument,
  requestSchema,
} from "./request-messages.ts";
import { type MessageForm, readSigned, signedMessage } from "./signed-message.ts";
import {
  type AskedElsewhere,
  type EarlierResult,
  isOf,
  type TOLD_CHECKS,
  touches,
  unknown,
  type VehicleFact,
} from "./vehicle-fact.ts";

/** A request that is older is not answered: nobody waits for it any more. */
export const REQUEST_AGE_MS_MAX = 60_000;
/** An inspection is over in a day, or was never begun. */
export const OPEN_ELSEWHERE_MS = 12 * 3_600_000;

/** What the registry's tables say of whoever is asked about; rows that only touch the subject are among them. */
export interface VehicleRows {
  readonly facts: readonly VehicleFact[];
  readonly results: readonly EarlierResult[];
  readonly asked: readonly AskedElsewhere[];
}

const REQUEST_FORMS: readonly MessageForm<AskedDocument>[] = [
  { payloadType: REQUEST_PAYLOAD_TYPE, bytesMax: REQUEST_BYTES_MAX, schema: requestSchema },
  { payloadType: PAPERS_REQUEST_PAYLOAD_TYPE, bytesMax: REQUEST_BYTES_MAX, schema: papersRequestSchema },
];

/** A request that is answered: by this station's topic, signed by its log key, and of now. Null otherwise, and nothing is said. */
export function takeRequest(
  bytes: Uint8Array,
  topicOf: string,
  account: StationAccount | undefined,
  {
    digest,
    verify,
    atMs,
  }: { readonly digest: Digest; readonly verify: VerifySignature; readonly atMs: number },
): AskedDocument | null {
  if (account === undefined) return null;
  const keys = signingKeys(account.log).map(({ spki }) => spki);
  const read = readSigned({ digest, verify, keys }, REQUEST_FORMS, bytes);
  if (read.kind === "dropped") return null;
  const { document } = read;
  const sentMs = Date.parse(document.sent);
  const isOfNow = sentMs <= atMs + CLOCKS_APART_MS && sentMs >= atMs - REQUEST_AGE_MS_MAX;
  return document.station === topicOf && account.station === topicOf && isOfNow ? document : null;
}

/** A pure function of rows: what they do not say is unknown, never clear. */
export function answerRequest(request: RequestDocument, rows: VehicleRows, atMs: number): ReplyDocument {
  const { station, request: id, subject, checks } = request;
  return {
    schema: "proofmark/reply/v1",
    ...{ station, request: id, subject },
    issued: new Date(atMs).toISOString(),
    checks: checks.map((check) => answerOf(check, request, rows, atMs)),
  };
}

/** The envelope of a reply, signed by each of these keys. */
export function signedReply(
  reply: AnsweredDocument,
  keys: readonly { readonly keyId: string; sign(message: Uint8Array): Uint8Array }[],
): Uint8Array {
  const payloadType = reply.schema === "proofmark/reply/v1" ? REPLY_PAYLOAD_TYPE : PAPERS_REPLY_PAYLOAD_TYPE;
  return signedMessage(payloadType, reply, keys);
}

function answerOf(check: PreCheck, request: RequestDocument, rows: VehicleRows, atMs: number): CheckAnswer {
  if (check === "previousResults") return previousResults(request, rows, atMs);
  if (check === "openElsewhere") return openElsewhere(request, rows, atMs);
  return check === "odometer" ? odometer(request, rows, atMs) : told(check, request, rows, atMs);
}

function told(
  check: (typeof TOLD_CHECKS)[number],
  { subject }: RequestDocument,
  rows: VehicleRows,
  atMs: number,
): CheckAnswer {
  const own = rows.facts.filter((fact) => fact.check === check && Date.parse(fact.asOf) <= atMs);
  const newest = (of: readonly VehicleFact[]): VehicleFact | undefined =>
    [...of].sort((a, b) => compare(a.asOf, b.asOf)).at(-1);
  // Of each vehicle that bears the plate or the number the newest word: one that is hit is enough.
  const byVehicle = new Map<string, VehicleFact[]>();
  for (const fact of own.filter((one) => touches(one, subject))) {
    const key = JSON.stringify([fact.plate, fact.vin]);
    byVehicle.set(key, [...(byVehicle.get(key) ?? []), fact]);
  }
  const hits = [...byVehicle.values()].map(newest).filter((fact) => fact?.found === true);
  const hit = newest(hits.filter((fact) => fact !== undefined));
  const clear = newest(own.filter((fact) => fact.found === false && isOf(fact, subject)));
  const said = hit ?? clear;
  if (said === undefined) return unknown(check);
  return { ...unknown(check), answer: said === hit ? "found" : "clear", asOf: said.asOf };
}

function odometer({ subject }: RequestDocument, rows: VehicleRows, atMs: number): CheckAnswer {
  const readings = rows.facts.filter(
    (fact) => fact.check === "odometer" && isOf(fact, subject) && Date.parse(fact.asOf) <= atMs,
  );
  const highest = [...readings].sort((a, b) => (a.km ?? 0) - (b.km ?? 0)).at(-1);
  if (highest === undefined || highest.km === null || subject.odometerKm === null) return unknown("odometer");
  const { km, on } = highest;
  const asOf =
    readings
      .map((fact) => fact.asOf)
      .sort(compare)
      .at(-1) ?? highest.asOf;
  const answer = subject.odometerKm < km ? "found" : "clear";
  return { ...unknown("odometer"), answer, asOf, on, km };
}

/** The registry's own rows are of now. No earlier result is none that was not passed. */
function previousResults({ subject }: RequestDocument, { results }: VehicleRows, atMs: number): CheckAnswer {
  const own = results.filter((result) => isOf(result, subject));
  const last = [...own].sort((a, b) => a.endedMs - b.endedMs).at(-1);
  const asOf = new Date(atMs).toISOString();
  const clear: CheckAnswer = { ...unknown("previousResults"), answer: "clear", asOf };
  if (last === undefined) return clear;
  const { station, verdict, endedMs } = last;
  const on = new Date(endedMs).toISOString().slice(0, 10);
  return { ...clear, answer: verdict === "pass" ? "clear" : "found", on, station };
}

/** Another station asked for this plate or number lately, and no result of it came from there since. */
function openElsewhere(
  { subject, station }: RequestDocument,
  { asked, results }: VehicleRows,
  atMs: number,
): CheckAnswer {
  const open = asked.filter(
    (other) =>
      other.station !== station &&
      touches(other, subject) &&
      atMs - other.askedMs < OPEN_ELSEWHERE_MS &&
      !results.some(
        (result) =>
          result.station === other.station && touches(result, subject) && result.endedMs >= other.askedMs,
      ),
  );
  const [first] = [...open].sort((a, b) => a.askedMs - b.askedMs || compare(a.station, b.station));
  const asOf = new Date(atMs).toISOString();
  if (first === undefined) return { ...unknown("openElsewhere"), answer: "clear", asOf };
  return { ...unknown("openElsewhere"), answer: "found", asOf, station: first.station };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
