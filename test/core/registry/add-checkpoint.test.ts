import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { SeededRandom } from "../../../simulators/kit/seeded-random.ts";
import { DiskWitnessStates } from "../../../src/adapters/disk/witness-states.ts";
import { encodeBase64 } from "../../../src/core/record/base64.ts";
import { addCheckpointText, readAddCheckpoint } from "../../../src/core/registry/witness/add-checkpoint.ts";
import { FaultyFs } from "../../support/faulty-fs.ts";
import { SealingStation } from "../../support/sealing-station.ts";
import { MemoryStates, NearWitness } from "../../support/second-witness.ts";
import { checkpointNote } from "../../support/submissions.ts";

/** Goal: whatever it is asked, in whatever order, and wherever it is killed, a witness never signs two trees of one log that do not go on from each other. */
const ORIGIN = "proofmark/TEST-0001";

function world(records = 8) {
  const station = new SealingStation();
  for (let n = 0; n < records; n++) station.seal();
  return { station, witness: new NearWitness([station]) };
}

function asked(station: SealingStation, oldSize: number, size: number, from = station): string {
  const proof = oldSize === 0 || oldSize >= size ? [] : from.journal.consistencyProof(oldSize, size);
  return addCheckpointText({ oldSize, proof, note: checkpointNote(station, size) });
}

describe("what a witness is asked", () => {
  test("is read as it was written, and anything else is refused", () => {
    const { station } = world();
    const text = asked(station, 4, 10);
    const read = readAddCheckpoint(text);
    expect(read).toMatchObject({ kind: "request", oldSize: 4, checkpoint: { origin: ORIGIN, size: 10 } });
    const hash = encodeBase64(new Uint8Array(32));
    for (const wrong of [
      "",
      "\n\n",
      text.replace("old 4", "old 04"),
      text.replace("old 4", "old -4"),
      text.replace("old 4", "Old 4"),
      text.replace("\n\n", "\nx\n\n"),
      text.replace("\n\n", `\n${hash.slice(0, 40)}\n\n`),
      text.replace("\n\n", `\n${`${hash}\n`.repeat(64)}\n`),
      text.slice(0, -1),
      `${text}${"x".repeat(30_000)}`,
    ])
      expect(readAddCheckpoint(wrong)).toMatchObject({ kind: "malformed" });
  });
});

describe("what a witness answers", () => {
  test("each case of the page, in its order", () => {
    const { station, witness } = world();
    const stranger = new SealingStation("TEST-0009");
    stranger.seal();
    const post = (text: string): string => {
      const { status, body } = witness.post(text);
      return `${status} ${status === 200 ? "" : body}`.trim();
    };
    const forged = addCheckpointText({
      ...{ oldSize: 0, proof: [] },
      note: checkpointNote(station, 6, { signer: stranger.logSigner }),
    });
    expect(post("old 0\n\nhello\n")).toBe("400");
    expect(post(asked(stranger, 0, 2))).toBe("404");
    expect(post(forged)).toBe("403");
    expect(post(asked(station, 8, 6))).toBe("400");
    expect(post(asked(station, 2, 6))).toBe("409 0");
    expect(post(asked(station, 0, 6))).toBe("200");
    expect(post(asked(station, 6, 6))).toBe("200");
    expect(post(asked(station, 0, 10))).toBe("409 6");
    expect(post(asked(station, 4, 10))).toBe("409 6");
    expect(post(addCheckpointText({ oldSize: 6, proof: [], note: checkpointNote(station, 10) }))).toBe("422");
    const other = checkpointNote(station, 6, { root: new Uint8Array(32) });
    expect(post(addCheckpointText({ oldSize: 6, proof: [], note: other }))).toBe("409 6");
    expect(witness.forks).toEqual([ORIGIN, ORIGIN]);
    expect(post(asked(station, 6, 10))).toBe("200");
    expect(witness.signed.map(({ size }) => size)).toEqual([6, 6, 10]);
  });

  test("of two histories of one log, in any order of a thousand requests, one alone is signed", () => {
    const random = new SeededRandom(11, "witness");
    const { station: one, witness } = world(12);
    const other = new SealingStation();
    for (let n = 0; n < 4; n++) other.seal();
    for (let n = 0; n < 8; n++) other.seal({ padding: 10 });
    const sizes = one.journal.size();
    for (let n = 0; n < 1_000; n++) {
      const [station, from] = [random.chance(0.5) ? one : other, random.chance(0.5) ? one : other];
      const held = witness.states.held(ORIGIN)?.size ?? 0;
      const oldSize = random.chance(0.6) ? held : random.below(sizes + 1);
      const grown = oldSize + random.below(4);
      const size = Math.max(1, random.chance(0.8) ? Math.min(sizes, grown) : random.below(sizes + 1));
      witness.post(asked(station, oldSize, size, from));
    }
    const last = witness.signed.at(-1)?.size ?? 0;
    expect(last).toBe(sizes);
    const isOf = (station: SealingStation): boolean =>
      witness.signed.every(({ size, root }) => root === encodeBase64(station.journal.root(size)));
    expect([isOf(one), isOf(other)].filter(Boolean)).toHaveLength(1);
    const rising = witness.signed.map(({ size }) => size);
    expect(rising).toEqual([...rising].sort((a, b) => a - b));
  });

  test("killed at any step of writing, it has signed nothing that it does not hold after the start", () => {
    for (const applied of [false, true])
      for (let at = 0; at < 12; at++) {
        const directory = mkdtempSync(join(tmpdir(), "proofmark-witness-"));
        try {
          const { station, witness } = world();
          const first = new DiskWitnessStates(directory);
          witness.states = first;
          expect(witness.post(asked(station, 0, 4)).status).toBe(200);
          first.close();
          const broken = new DiskWitnessStates(directory, new FaultyFs({ at, applied, code: "EIO" }));
          witness.states = broken;
          let failed = false;
          try {
            witness.post(asked(station, 4, 10));
          } catch {
            // As the disk said.
            failed = true;
          }
          broken.close();
          const after = new DiskWitnessStates(directory);
          const held = after.held(ORIGIN)?.size;
          expect(failed ? [4, 10] : [10]).toContain(held);
          expect(witness.signed.every(({ size }) => size <= (held ?? 0))).toBe(true);
          witness.states = after;
          expect(witness.post(asked(station, held ?? 0, 16)).status).toBe(200);
          after.close();
        } finally {
          rmSync(directory, { recursive: true });
        }
      }
  });

  test("a file that says nothing whole of a log is not taken for a log that is new", () => {
    const directory = mkdtempSync(join(tmpdir(), "proofmark-witness-"));
    try {
      const { station, witness } = world();
      const states = new DiskWitnessStates(directory);
      witness.states = states;
      witness.post(asked(station, 0, 4));
      const cut = new FaultyFs({ at: 99, applied: true, code: "EIO" });
      const name = [...cut.list(directory)].find((entry) => entry.length === 2) ?? "";
      const [file = ""] = cut.list(join(directory, name));
      const opened = cut.open(join(directory, name, file), "write");
      opened.truncate(20);
      opened.close();
      expect(() => witness.post(asked(station, 4, 10))).toThrow(/nothing of that log is cosigned/);
      expect(witness.signed).toHaveLength(1);
      states.close();
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  test("what a person gave up begins anew, and stays on disk as given up", () => {
    const directory = mkdtempSync(join(tmpdir(), "proofmark-witness-"));
    try {
      const { station, witness } = world();
      const states = new DiskWitnessStates(directory);
      witness.states = states;
      witness.post(asked(station, 0, 10));
      expect(witness.post(asked(station, 4, 6)).status).toBe(409);
      expect(states.forget(ORIGIN, "Zhang", "2026-11-29T08:00:00.000Z")?.size).toBe(10);
      expect(states.forget(ORIGIN, "Zhang", "2026-11-29T08:00:00.000Z")).toBeNull();
      expect(witness.post(asked(station, 0, 6)).status).toBe(200);
      states.close();
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  test("set back, it signs nothing smaller than it is shown to hold, and is led on from there", () => {
    const { station, witness } = world();
    witness.post(asked(station, 0, 6));
    const copy = new MemoryStates();
    copy.trees = new Map((witness.states as MemoryStates).trees);
    witness.post(asked(station, 6, 12));
    witness.states = copy;
    expect(witness.post(asked(station, 12, 14))).toMatchObject({ status: 409, body: "6\n" });
    expect(witness.post(asked(station, 6, 14)).status).toBe(200);
  });
});
