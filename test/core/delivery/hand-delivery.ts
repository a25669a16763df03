import { createDelivery } from "../../../src/core/delivery/delivery.ts";
import type { DeliveryEffect, DeliveryInput } from "../../../src/core/delivery/delivery-input.ts";
import type { DeliveryEvent, DeliveryState } from "../../../src/core/delivery/delivery-state.ts";
import type { RecordPlace, SealedRecord } from "../../../src/core/delivery/receipt-book.ts";
import type { ShownCheckpoint } from "../../../src/core/delivery/registry-answer.ts";
import type { SubmissionDraft } from "../../../src/core/delivery/submission.ts";
import type { Decision } from "../../../src/core/machine.ts";
import { asId } from "../../../src/core/quantities/ids.ts";
import { reason } from "../../../src/core/trade/reasons.ts";

/** Every second entry of the log is a sealed record: the n-th lies at 2n + 1, and n records make a log of 2n entries. */
export const recordAt = (sequence: number): SealedRecord => ({
  job: asId<"job">(`job-${sequence}`),
  kind: "inspection",
  record: asId<"record">(`record-${sequence}`),
  index: 2 * sequence + 1,
  sequence,
  sealedWallMs: 1000 * sequence,
});

/** Of the log at that size, as if it were one. */
export const rootAt = (size: number): string => `root ${size}`;
/** Of each submission. */
export const BYTES = 1000;

/** A draft as long as the test says: at most this many records go into one. */
export const RECORDS_A_DRAFT = 2;
export function draftOf(oldSize: number, places: readonly RecordPlace[]): SubmissionDraft {
  const records = places.slice(0, RECORDS_A_DRAFT).map(({ index }) => ({ index, entry: `entry ${index}` }));
  const last = records.at(-1);
  const size = last === undefined ? oldSize : last.index + 1;
  return { oldSize, size, root: rootAt(size), records, checkpointText: "" };
}

export const shown = (size: number, kind: "valid" | "fork" | "rollback" = "valid"): ShownCheckpoint => ({
  checkpoint: `checkpoint ${size}`,
  verdict: kind === "valid" ? { kind, size, cosignedMs: 0 } : { kind, size },
});
export const UNPROVEN: ShownCheckpoint = {
  checkpoint: "x",
  verdict: { kind: "invalid", reason: reason("RECEIPT_NOT_WITNESSED", {}) },
};

export function receipt(proof: ShownCheckpoint): DeliveryInput {
  return { kind: "receipt", receipt: { ...proof, quarantined: [] }, atMs: 1000 };
}

export function refusal(
  code: number,
  meant: { oldSize: number; size: number; root?: string } | null,
  held: { size: number; proof: ShownCheckpoint | null } | null = null,
): DeliveryInput {
  const submission = meant === null ? null : { root: rootAt(meant.size), ...meant };
  const said = { code, zh: "测试。", en: "A test.", submission, held, index: null };
  return { kind: "refusal", refusal: said, chance: 0.5, atMs: 1000 };
}

export type Sign = Extract<DeliveryEffect, { kind: "sign" }>;

/** The machine in a test's hand: its effects lie in `effects` until the test does something about them. */
export class HandDelivery {
  readonly machine = createDelivery({
    receiptTimeoutMs: 10_000,
    backOff: { firstMs: 500, ceilingMs: 300_000 },
    askAgainMs: 600_000,
  });
  state: DeliveryState = this.machine.initial;
  effects: DeliveryEffect[] = [];
  #sealed = 0;

  decide(input: DeliveryInput): Decision<DeliveryEvent, DeliveryEffect> {
    return this.machine.decide(this.state, input);
  }

  feed(...inputs: readonly DeliveryInput[]): this {
    for (const input of inputs) {
      const decision = this.decide(input);
      if (decision.kind === "rejected") throw new Error(decision.reason.code);
      this.state = decision.events.reduce(this.machine.evolve, this.state);
      this.effects = [...decision.effects];
    }
    return this;
  }

  /** A journal that holds `sealed` records, the first `receipted` of them below its last receipt. */
  start(sealed = 0, receipted = 0): this {
    this.#sealed = sealed;
    const all = Array.from({ length: sealed }, (_, n) => recordAt(n));
    const book = { receiptedSize: 2 * receipted, sealed, unreceipted: all.slice(receipted), lock: null };
    return this.feed({ kind: "start", book });
  }

  nextRecord(): DeliveryInput {
    return { kind: "record-sealed", record: recordAt(this.#sealed) };
  }

  up(): this {
    return this.feed({ kind: "link-ready", messageBytesMax: null });
  }

  /** The key signs what it was asked to sign last. */
  signed(): this {
    const sign = this.effects.find((effect): effect is Sign => effect.kind === "sign");
    if (sign === undefined) throw new Error("nothing is to be signed");
    const draft = draftOf(sign.oldSize, sign.places);
    return this.feed({ kind: "signed", id: sign.id, draft, signature: new Uint8Array() });
  }

  /** The submission is signed and the link takes it. */
  flown(times = 1): this {
    for (let i = 0; i < times; i++) {
      this.signed();
      const [submit] = this.effects;
      if (submit?.kind !== "submit") throw new Error("nothing is to be submitted");
      this.feed({ kind: "taken", id: submit.id, bytes: BYTES, atMs: 900 });
    }
    return this;
  }
}
