import { createPrivateKey } from "node:crypto";
import { sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import { WitnessKey } from "../../src/adapters/keys/witness-key.ts";
import type { WitnessedTree } from "../../src/core/registry/witness/add-checkpoint.ts";
import { type CheckpointStep, withLine } from "../../src/core/registry/witness/second-cosignature.ts";
import type {
  CosignatureBook,
  KeptCheckpoint,
  OtherWitness,
  WitnessAnswer,
  WitnessStates,
} from "../../src/ports/witness-link.ts";
import { type DeskAnswer, WitnessDesk } from "../../src/registry/witness-desk.ts";
import type { SealingStation } from "./sealing-station.ts";

const ED25519_PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");

export function witnessKey(name: string, seed: number): WitnessKey {
  const der = Buffer.concat([ED25519_PKCS8, Buffer.alloc(32, seed)]);
  return new WitnessKey(name, createPrivateKey({ key: der, format: "der", type: "pkcs8" }), "a test");
}

export const SECOND = witnessKey("witness.example/w1", 9);

export class MemoryStates implements WitnessStates {
  trees = new Map<string, WitnessedTree>();

  held(origin: string): WitnessedTree | null {
    return this.trees.get(origin) ?? null;
  }

  keep(origin: string, tree: WitnessedTree): void {
    this.trees.set(origin, tree);
  }
}

/** A witness in this process: what it signed is noted, and it can be away or set back. */
export class NearWitness implements OtherWitness {
  readonly key: WitnessKey;
  readonly name: string;
  readonly spki: Uint8Array;
  readonly signed: { readonly origin: string; readonly size: number; readonly root: string }[] = [];
  readonly forks: string[] = [];
  states: WitnessStates = new MemoryStates();
  isAway = false;
  asked = 0;
  /** What a man in the middle makes of an answer. */
  tamper: ((answer: WitnessAnswer) => WitnessAnswer) | null = null;
  readonly #stations: readonly SealingStation[];

  constructor(stations: readonly SealingStation[], key: WitnessKey = SECOND) {
    this.#stations = stations;
    this.key = key;
    this.name = key.name;
    this.spki = key.spki;
  }

  post(text: string): DeskAnswer {
    const desk = new WitnessDesk({
      ...{ states: this.states, digest: sha256, verify: verifySignature },
      logKeys: (origin) =>
        this.#stations
          .filter(({ station }) => origin === `proofmark/${station}`)
          .map(({ logSigner }) => logSigner.publicKeySpki),
      cosign: (note, timeS) => {
        const [origin = "", size = "", root = ""] = note.split("\n");
        this.signed.push({ origin, size: Number(size), root });
        return this.key.cosignature(note, timeS);
      },
      wallMs: () => 5_000,
      onFork: (origin) => void this.forks.push(origin),
    });
    return desk.addCheckpoint(text);
  }

  async addCheckpoint(text: string): Promise<WitnessAnswer> {
    this.asked++;
    if (this.isAway) return { kind: "away", what: "ECONNREFUSED" };
    const { status, body } = this.post(text);
    const answer: WitnessAnswer =
      status === 200
        ? { kind: "cosigned", text: body }
        : status === 409
          ? { kind: "conflict", size: Number(body) }
          : { kind: "refused", status };
    return this.tamper === null ? answer : this.tamper(answer);
  }
}

/** Checkpoints of one station as the registry cosigned them. */
export class MemoryCosignatures implements CosignatureBook {
  readonly kept: (CheckpointStep & { note: string; readonly branch: number })[] = [];

  async newest(): Promise<KeptCheckpoint | undefined> {
    const last = this.kept.at(-1);
    return last && { ...last };
  }

  async steps(_station: string, branch: number, fromSize: number): Promise<readonly CheckpointStep[]> {
    return this.kept.filter((step) => step.branch === branch && step.oldSize >= fromSize).slice(0, 3);
  }

  async addLine(
    _station: string,
    at: Omit<KeptCheckpoint, "note">,
    name: string,
    line: string,
  ): Promise<string | null> {
    const step = this.kept.find(({ branch, size }) => branch === at.branch && size === at.size);
    if (step === undefined) return null;
    step.note = withLine(step.note, name, line) ?? step.note;
    return step.note;
  }

  async lacking(stations: readonly string[], names: readonly string[]): Promise<readonly string[]> {
    const note = this.kept.at(-1)?.note;
    const lacks = note !== undefined && names.some((name) => !note.includes(`\n\u2014 ${name} `));
    return lacks ? stations : [];
  }
}
