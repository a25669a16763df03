import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { DirectoryRegistryStore, MemoryRegistryStore } from "../../simulators/registry/registry-store.ts";
import { createDeterministicSigner } from "../../src/adapters/keys/deterministic-signer.ts";
import { refusalSchema, submissionSchema } from "../../src/core/delivery/messages.ts";
import { parseCheckpoint } from "../../src/core/record/checkpoint.ts";
import { parseNote } from "../../src/core/record/signed-note.ts";
import { DeliveryWorld, WITNESS_SEED } from "../support/delivery-world.ts";
import { PlainJournal, SealingStation } from "../support/sealing-station.ts";
import { bytesOf, checkpointNote, messageOf, submissionOf } from "../support/submissions.ts";
import { TwinRegistry as RegistryService } from "../support/twin-registry.ts";

function registryFor(station: SealingStation, directory?: string): RegistryService {
  const stations = [station.registration];
  return new RegistryService({ witnessSeed: WITNESS_SEED, stations, ...(directory && { directory }) });
}

function stationWith(records: number): SealingStation {
  const station = new SealingStation();
  for (let i = 0; i < records; i++) station.seal();
  return station;
}

const submit = (service: RegistryService, submission: unknown) =>
  messageOf(service.handle(bytesOf(submission), 1_767_600_000_500)[0]) as {
    code?: number;
    checkpoint?: string;
  };

const directories: string[] = [];
function temporary(): string {
  const directory = mkdtempSync(join(tmpdir(), "proofmark-registry-"));
  directories.push(directory);
  return directory;
}
afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true });
});

describe("checkpoints", () => {
  test("RP-011 origin and log key name are proofmark/ and the station id", () => {
    const { text, names } = firstSubmission();
    expect(text.split("\n")[0]).toBe("proofmark/TEST-0001");
    expect(names).toEqual(["proofmark/TEST-0001"]);
  });

  function firstSubmission(records = 3) {
    const world = new DeliveryWorld({ station: stationWith(records) });
    const sent: unknown[] = [];
    world.link.intercept((direction, message) => {
      if (direction === "up") sent.push(messageOf(message));
      return [message];
    });
    world.start(0);
    world.drain();
    const submission = submissionSchema.parse(sent[0]);
    const note = parseNote(submission.checkpoint);
    if (note.kind !== "note") throw new Error(note.reason.code);
    return { submission, text: note.note.text, names: note.note.signatures.map((s) => s.name) };
  }

  test("RP-012 its size is the index of the last record plus one", () => {
    const { submission, text } = firstSubmission();
    expect(parseCheckpoint(text)?.size).toBe((submission.records.at(-1)?.index ?? 0) + 1);
  });

  test("RP-013 it has one extension line that counts the sealed records below it", () => {
    expect(firstSubmission(3).text.split("\n").slice(3)).toEqual(["records 3", ""]);
    const station = stationWith(3);
    const two = { extension: ["records 3", "x"] };
    expect(submit(registryFor(station), submissionOf(station, 0, 6, two))).toMatchObject({ code: 400 });
  });

  test("RP-014 without that line it is refused with 400", () => {
    const station = stationWith(1);
    for (const extension of [[], ["records -1"], ["records 01"], ["record 1"]]) {
      const answer = submit(registryFor(station), submissionOf(station, 0, 2, { extension }));
      expect(answer).toMatchObject({ code: 400 });
    }
  });

  test("RP-015 size 0 and a size below oldSize are refused with 400", () => {
    const station = stationWith(2);
    const service = registryFor(station);
    expect(submit(service, submissionOf(station, 0, 0))).toMatchObject({ code: 400 });
    expect(submit(service, { ...submissionOf(station, 0, 2), oldSize: 3 })).toMatchObject({ code: 400 });
  });

  test("RP-016 a log signature that does not verify is refused with 403", () => {
    const station = stationWith(1);
    const signer = createDeterministicSigner("a stranger", "ed25519");
    const foreign = submissionOf(station, 0, 2, { signer });
    expect(submit(registryFor(station), foreign)).toMatchObject({ code: 403 });
    const honest = submissionOf(station, 0);
    const changed = { ...honest, checkpoint: honest.checkpoint.replace("records 1", "records 0") };
    expect(submit(registryFor(station), { ...changed, records: [] })).toMatchObject({ code: 403 });
  });

  test("RP-017 another origin is refused with 403, even under the right key", () => {
    const station = stationWith(1);
    const other = submissionOf(station, 0, 2, { origin: "proofmark/TEST-0002" });
    expect(submit(registryFor(station), other)).toMatchObject({ code: 403 });
  });

  test("RP-018 a station that is not registered is refused with 404", () => {
    const stranger = new SealingStation("TEST-0002");
    stranger.seal();
    const service = registryFor(stationWith(1));
    expect(submit(service, submissionOf(stranger, 0))).toMatchObject({ code: 404, station: "TEST-0002" });
  });
});

describe("witness", () => {
  test("RP-019 another oldSize is refused with 409, with the size held and its proof", () => {
    const station = stationWith(3);
    const service = registryFor(station);
    const first = submit(service, submissionOf(station, 0, 4));
    const answer = submit(service, submissionOf(station, 2));
    expect(refusalSchema.parse(answer)).toMatchObject({
      code: 409,
      held: { size: 4, checkpoint: first.checkpoint },
    });
    const fresh = submit(registryFor(station), submissionOf(station, 2));
    expect(fresh).toMatchObject({ code: 409, held: { size: 0, checkpoint: null } });
  });

  test("RP-020 a log that does not continue the one held is refused with 422", () => {
    const station = stationWith(3);
    const service = registryFor(station);
    submit(service, submissionOf(station, 0, 4));
    const forged = submissionOf(station, 4);
    expect(submit(service, { ...forged, consistency: [] })).toMatchObject({ code: 422 });
    expect(submit(service, { ...forged, consistency: [`${"A".repeat(43)}=`] })).toMatchObject({ code: 422 });
    const journal = station.journal;
    station.journal = new PlainJournal();
    station.journal.append([Uint8Array.of(1), ...journal.entries.slice(1)], () => undefined);
    expect(submit(service, submissionOf(station, 4))).toMatchObject({ code: 422 });
    station.journal = journal;
    expect(submit(service, submissionOf(station, 4))).toMatchObject({ size: 6 });
  });

  test("RP-021 the size held with another root is refused with 422", () => {
    const station = stationWith(1);
    const service = registryFor(station);
    submit(service, submissionOf(station, 0));
    const root = new Uint8Array(32).fill(1);
    const checkpoint = checkpointNote(station, 2, { root });
    const answer = submit(service, { ...submissionOf(station, 2), checkpoint });
    expect(answer).toMatchObject({ code: 422, held: { size: 2 } });
  });

  test("RP-022 409 is decided before 422", () => {
    const station = stationWith(3);
    const service = registryFor(station);
    submit(service, submissionOf(station, 0, 4));
    const both = { ...submissionOf(station, 2), consistency: [] };
    expect(submit(service, both)).toMatchObject({ code: 409 });
  });

  test("RP-023 the size and root held are answered with the receipt given before", () => {
    const station = stationWith(2);
    const service = registryFor(station);
    const first = submit(service, submissionOf(station, 0));
    const before = service.fingerprint();
    const later = messageOf(service.handle(bytesOf(submissionOf(station, 4)), 1_999_999_999_000)[0]);
    expect(later).toEqual(first);
    expect(service.fingerprint()).toBe(before);
  });

  test("RP-024 in every order of four submissions the size held never goes down", () => {
    const station = stationWith(4);
    const pairs = [
      [0, 2],
      [2, 6],
      [0, 6],
      [6, 8],
    ] as const;
    const messages = pairs.map(([from, to]) => bytesOf(submissionOf(station, from, to)));
    for (const order of permutations([0, 1, 2, 3])) {
      const service = registryFor(station);
      let size = 0;
      for (const at of [...order, ...order]) {
        service.handle(messages[at] ?? new Uint8Array(), 0);
        expect(service.size(station.station)).toBeGreaterThanOrEqual(size);
        size = service.size(station.station);
      }
      expect(service.stored.map((record) => record.sequence)).toEqual([0, 1, 2, 3].slice(0, size / 2));
    }
  });

  function permutations(items: readonly number[]): number[][] {
    if (items.length === 0) return [[]];
    return items.flatMap((item) =>
      permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]),
    );
  }

  test("RP-025 a registry that cannot store refuses with 503 and has changed nothing", () => {
    const station = stationWith(1);
    const store = new MemoryRegistryStore();
    let full = true;
    const service = new RegistryService({
      witnessSeed: WITNESS_SEED,
      stations: [station.registration],
      store: {
        load: () => store.load(),
        commit(change) {
          if (full) throw new Error("no space left");
          store.commit(change);
        },
      },
    });
    const before = service.fingerprint();
    expect(submit(service, submissionOf(station, 0))).toMatchObject({ code: 503 });
    expect(service.fingerprint()).toBe(before);
    full = false;
    expect(submit(service, submissionOf(station, 0))).toMatchObject({ size: 2 });
  });

  test("RP-026 when the receipt is there, the files are complete", () => {
    const directory = temporary();
    const station = stationWith(3);
    const service = registryFor(station, directory);
    for (const [from, to] of [
      [0, 2],
      [2, 4],
      [4, 6],
    ] as const) {
      const receipt = submit(service, submissionOf(station, from, to));
      const change = [...new DirectoryRegistryStore(directory).load()].at(-1);
      expect(change?.head).toMatchObject({ size: to, checkpoint: receipt.checkpoint });
      expect(change?.stored).toHaveLength(1);
    }
  });

  test("RP-027 a registry started again from its files goes on where it was", () => {
    const directory = temporary();
    const station = stationWith(3);
    const first = registryFor(station, directory);
    submit(first, submissionOf(station, 0, 4));
    const second = registryFor(station, directory);
    expect(second.fingerprint()).toBe(first.fingerprint());
    expect(submit(second, submissionOf(station, 0, 4))).toMatchObject({ code: 409, held: { size: 4 } });
    expect(submit(second, submissionOf(station, 4))).toMatchObject({ size: 6 });
    expect(registryFor(station, directory).fingerprint()).toBe(second.fingerprint());
  });

  test("RP-028 a commit cut short at any byte is not there after a restart", () => {
    const directory = temporary();
    const file = join(directory, "changes");
    const station = stationWith(2);
    const service = registryFor(station, directory);
    submit(service, submissionOf(station, 0, 2));
    const held = service.fingerprint();
    const before = readFileSync(file).length;
    submit(service, submissionOf(station, 2));
    const whole = readFileSync(file);
    for (let length = before; length < whole.length; length += length < before + 70 ? 1 : 83) {
      writeFileSync(file, whole.subarray(0, length));
      expect(registryFor(station, directory).fingerprint()).toBe(held);
    }
    writeFileSync(file, Buffer.concat([whole.subarray(0, -9), Buffer.from("x".repeat(5000))]));
    const restarted = registryFor(station, directory);
    expect(restarted.fingerprint()).toBe(held);
    expect(submit(restarted, submissionOf(station, 2))).toMatchObject({ size: 4 });
    expect(registryFor(station, directory).fingerprint()).toBe(restarted.fingerprint());
    // Damage before the last line is no torn write.
    const damaged = Buffer.from(readFileSync(file));
    damaged[before - 20] = (damaged[before - 20] ?? 0) ^ 1;
    writeFileSync(file, damaged);
    expect(() => registryFor(station, directory)).toThrow("damaged");
  });
});
