import type { WitnessedTree } from "../core/registry/witness/add-checkpoint.ts";
import type { CheckpointStep } from "../core/registry/witness/second-cosignature.ts";

export type WitnessAnswer =
  /** `text`: lines of cosignatures. */
  | { readonly kind: "cosigned"; readonly text: string }
  /** `size`: of the tree that it holds; null where it does not say. */
  | { readonly kind: "conflict"; readonly size: number | null }
  | { readonly kind: "refused"; readonly status: number }
  /** Not reached, too late, or no answer of a witness; `what` in a word of the system. */
  | { readonly kind: "away"; readonly what: string };

/** A witness that is somebody else's, by C2SP tlog-witness. */
export interface OtherWitness {
  readonly name: string;
  /** Ed25519. */
  readonly spki: Uint8Array;
  /** Answers within its time in any case; never throws. */
  addCheckpoint(text: string): Promise<WitnessAnswer>;
}

/** A checkpoint where the registry keeps it. */
export interface KeptCheckpoint {
  readonly branch: number;
  readonly size: number;
  readonly note: string;
}

/** Checkpoints and their cosignatures in the registry's database. Every call throws EdgeError DATABASE_UNAVAILABLE. */
export interface CosignatureBook {
  /** The newest checkpoint of a station; undefined where there is none. */
  newest(station: string): Promise<KeptCheckpoint | undefined>;
  /** Those of the branch that go on from `fromSize` or later, rising, some hundred at most. */
  steps(station: string, branch: number, fromSize: number): Promise<readonly CheckpointStep[]>;
  /** Durable when it returns. The note as it is then; null where that checkpoint is not there. */
  addLine(
    station: string,
    at: Omit<KeptCheckpoint, "note">,
    name: string,
    line: string,
  ): Promise<string | null>;
  /** Those of the stations whose newest checkpoint lacks a line of one of the names. */
  lacking(stations: readonly string[], names: readonly string[]): Promise<readonly string[]>;
}

/** What a witness holds of each log, by origin. A call throws what is wrong with the disk, and then nothing is cosigned. */
export interface WitnessStates {
  held(origin: string): WitnessedTree | null;
  /** On disk when it returns. */
  keep(origin: string, tree: WitnessedTree): void;
}
