import { z } from "zod";
import { envelopeOf, pae } from "../record/dsse.ts";
import { fieldOf } from "../record/signed-form.ts";
import { parseStrictJson } from "../record/strict-json.ts";
import { isValidAt } from "../record/trust-list.ts";
import { type Refusal, refusal } from "../record/verification-failure.ts";
import { verifyReceipt } from "../record/verify-checkpoint.ts";
import type { Verifier } from "../record/verify-record.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import { COMMAND_PAYLOAD_TYPE, type CommandDocument, commandSchema } from "./command-messages.ts";
import { drawCount, drawn } from "./draw.ts";

/** A lot that fell, with all that anybody needs to draw it again: the command that the registry signed, the share, and the results among which was drawn. */
export const TOLD_DRAW_SCHEMA = "proofmark/told-draw/v1";

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const toldDrawSchema = z.strictObject({
  schema: z.literal(TOLD_DRAW_SCHEMA),
  /** The DSSE envelope. */
  command: z.unknown(),
  sharePercent: z.int().min(1).max(100),
  /** Results of vehicles of these hours that the checkpoint covers, in any order. */
  records: z.array(z.strictObject({ record: hash, vin: z.string().min(1).max(64) })).max(50_000),
});

export type DrawCandidate = z.infer<typeof toldDrawSchema>["records"][number];

/** Of a whole file. */
const TOLD_DRAW_BYTES_MAX = 8 * 1024 * 1024;

/** The text of the file. `command`: the envelope as it was signed. */
export function toldDraw(
  command: string,
  sharePercent: number,
  candidates: readonly DrawCandidate[],
): string {
  const records = [...candidates].sort((a, b) => (a.record < b.record ? -1 : 1));
  return `{"schema":"${TOLD_DRAW_SCHEMA}","command":${command},${JSON.stringify({ sharePercent, records }).slice(1)}\n`;
}

/** A draw whose command a witness of the trust list signed. It is right where nothing is wrong with it. */
export interface VerifiedDraw {
  readonly kind: "draw";
  readonly station: string;
  readonly number: number;
  readonly from: string;
  readonly to: string;
  /** Results among which was drawn, and the share of them. */
  readonly candidates: number;
  readonly sharePercent: number;
  /** Those of the command, as `record` has them. */
  readonly chosen: readonly string[];
  /** Name of the witness that signed the command. */
  readonly witness: string;
  readonly wrong: readonly Reason[];
}

/** Draws again, offline. That the results are all of those hours is not in the file: whoever has the station's journal sees it. */
export function verifyDraw(verifier: Verifier, text: string): VerifiedDraw | Refusal {
  const bytes = new TextEncoder().encode(text);
  const json = parseStrictJson(bytes, { bytesMax: TOLD_DRAW_BYTES_MAX });
  if (json.kind === "refused") return malformed(json.reason);
  const file = toldDrawSchema.safeParse(json.value);
  if (!file.success) return malformed(fieldOf(file.error));
  const signed = signedCommand(verifier, file.data.command);
  if (signed.kind === "refused") return signed;
  const { document, witness } = signed;
  const { order, station, number } = document;
  if (order.kind !== "recheck" || order.draw === null)
    return { kind: "refused", reason: reason("DRAW_OF_NO_LOT", { number, kind: order.kind }) };
  const { from, to } = order.draw;
  const { records, sharePercent } = file.data;
  return {
    ...{ kind: "draw", station, number, from, to, sharePercent, witness },
    candidates: records.length,
    chosen: order.of.map(({ record }) => record ?? ""),
    wrong: [
      ...wrongGround(verifier, station, order.draw),
      ...wrongLot(verifier, document, { records, sharePercent }),
    ],
  };
}

type Draw = NonNullable<Extract<CommandDocument["order"], { kind: "recheck" }>["draw"]>;

function wrongGround(verifier: Verifier, station: string, { checkpoint, to }: Draw): readonly Reason[] {
  const receipt = verifyReceipt(verifier, station, checkpoint);
  if (receipt.kind === "refused") return [receipt.reason];
  const cosigned = new Date(receipt.witnessedMs).toISOString();
  return receipt.witnessedMs < Date.parse(to) ? [reason("DRAW_CHECKPOINT_EARLY", { cosigned, to })] : [];
}

function wrongLot(
  { digest }: Verifier,
  { station, number, order }: CommandDocument,
  { records, sharePercent }: Pick<z.infer<typeof toldDrawSchema>, "records" | "sharePercent">,
): readonly Reason[] {
  if (order.kind !== "recheck" || order.draw === null) return [];
  const { of, from, to, checkpoint } = order.draw;
  const vinOf = new Map(records.map(({ record, vin }) => [record, vin]));
  if (vinOf.size !== of || vinOf.size !== records.length)
    return [reason("DRAW_OF_OTHERS", { of, listed: vinOf.size })];
  const ground = { station, number, from, to, checkpoint };
  const lots = drawn(digest, ground, [...vinOf.keys()], drawCount(of, sharePercent));
  // A vehicle that is drawn twice is named once.
  const own = lots.filter((record, at) => {
    const vin = vinOf.get(record);
    return lots.findIndex((one) => vinOf.get(one) === vin) === at;
  });
  const named = order.of.map(({ record, vin }) => ({ record: record ?? "", vin }));
  const missing = own.filter((record) => !named.some((one) => one.record === record));
  const added = named.filter(({ record }) => !own.includes(record)).map(({ record, vin }) => record || vin);
  const others = named.filter(({ record, vin }) => own.includes(record) && vinOf.get(record) !== vin);
  return [
    ...(missing.length === 0 ? [] : [reason("DRAW_LEAVES_OUT", { records: missing })]),
    ...(added.length === 0 ? [] : [reason("DRAW_ADDS", { records: added })]),
    ...others.map(({ record, vin }) => reason("DRAW_OTHER_VEHICLE", { record, vin })),
  ];
}

/** Nothing of it is parsed before somebody of the list has signed it. */
function signedCommand(
  { trust, verify }: Verifier,
  value: unknown,
): { readonly kind: "signed"; readonly document: CommandDocument; readonly witness: string } | Refusal {
  const parsed = envelopeOf(value);
  if (parsed.kind === "malformed") return refusal("ENVELOPE_MALFORMED", { because: parsed.reason });
  const { payloadType, payload, signatures } = parsed.envelope;
  const message = pae(payloadType, payload);
  const signers = trust.keys.filter(
    (key) =>
      key.role === "witness" &&
      signatures.some(
        ({ keyId, signature }) => keyId === key.keyId && verify(key.algorithm, key.spki, message, signature),
      ),
  );
  const unsigned = { kind: "refused", reason: reason("DRAW_UNSIGNED", {}) } as const;
  if (signers.length === 0 || payloadType !== COMMAND_PAYLOAD_TYPE) return unsigned;
  const json = parseStrictJson(payload);
  if (json.kind === "refused") return malformed(json.reason);
  const document = commandSchema.safeParse(json.value);
  if (!document.success) return malformed(fieldOf(document.error));
  const signer = signers.find((key) => isValidAt(key, Date.parse(document.data.issued)));
  return signer === undefined ? unsigned : { kind: "signed", document: document.data, witness: signer.name };
}

function malformed(because: Reason): Refusal {
  return { kind: "refused", reason: reason("DRAW_MALFORMED", { because }) };
}
