import { describe, expect, test } from "vitest";
import { REFUSAL_CODES, refusalSchema } from "../../src/core/delivery/messages.ts";
import { encodeBase64 } from "../../src/core/record/base64.ts";
import { DeliveryWorld, upTo, WITNESS_SEED } from "../support/delivery-world.ts";
import { SealingStation } from "../support/sealing-station.ts";
import { bytesOf, messageOf, submissionOf } from "../support/submissions.ts";
import { TwinRegistry as RegistryService } from "../support/twin-registry.ts";

function stationWith(records: number): SealingStation {
  const station = new SealingStation();
  for (let i = 0; i < records; i++) station.seal();
  return station;
}

function refusal(change: object): Uint8Array {
  return bytesOf({
    schema: "proofmark/refusal/v1",
    station: "TEST-0001",
    code: 503,
    sentence: { zh: "测试。", en: "A test." },
    submission: null,
    held: null,
    index: null,
    ...change,
  });
}

/** What the station sent, as a refusal names it. */
function meantAt({ journal }: SealingStation, size: number) {
  return { oldSize: 0, size, root: encodeBase64(journal.root(size)) };
}

/** The registry answers the first `count` submissions with what `answer` makes of them, and then by itself. */
function refusing(
  world: DeliveryWorld,
  count: number,
  answer: (submission: Uint8Array) => Uint8Array,
): () => number {
  let left = count;
  let submissions = 0;
  let waiting: Uint8Array | null = null;
  world.link.intercept((direction, message) => {
    if (direction === "up") {
      submissions++;
      waiting = left > 0 ? answer(message) : null;
      if (left > 0) left--;
      // Unreadable to the registry, so that it has an answer to replace and changes nothing.
      return [waiting === null ? message : bytesOf("-")];
    }
    return [waiting ?? message];
  });
  return () => submissions;
}

describe("refusals", () => {
  test("RP-052 each code comes with a sentence in both languages", () => {
    const station = stationWith(3);
    const stored = new RegistryService({ witnessSeed: WITNESS_SEED, stations: [station.registration] });
    const broken = new RegistryService({
      witnessSeed: WITNESS_SEED,
      stations: [station.registration],
      store: {
        load: () => [],
        commit: () => {
          throw new Error("no space left");
        },
      },
    });
    const good = submissionOf(station, 0, 2);
    const fork = submissionOf(station, 2, 4, { root: new Uint8Array(32) });
    const cases: [RegistryService, unknown][] = [
      [stored, "-"],
      [stored, { ...good, checkpoint: good.checkpoint.replace("\n2\n", "\n3\n") }],
      [stored, { ...good, station: "TEST-0009" }],
      [broken, good],
      [stored, { ...good, records: [] }],
      [stored, submissionOf(station, 2, 4)],
    ];
    const codes = cases.map(([service, message]) => {
      const answer = refusalSchema.parse(messageOf(service.handle(bytesOf(message), 0)[0]));
      expect(answer.sentence.zh).toMatch(/[\u4e00-\u9fff].*。$/);
      expect(answer.sentence.en).toMatch(/^[A-Z].*\.$/);
      return answer.code;
    });
    stored.handle(bytesOf(good), 0);
    codes.push(refusalSchema.parse(messageOf(stored.handle(bytesOf(fork), 0)[0])).code);
    expect(codes.sort()).toEqual([...REFUSAL_CODES]);
  });

  test("RP-053 a refusal that means nothing in flight is passed over", () => {
    const strange = [
      (station: SealingStation) => ({ ...meantAt(station, 2), size: 4 }),
      (station: SealingStation) => ({ ...meantAt(station, 2), root: encodeBase64(new Uint8Array(32)) }),
      () => null,
    ];
    for (const meant of strange) {
      const world = new DeliveryWorld({ station: stationWith(1) });
      const submissions = refusing(world, 1, () => refusal({ submission: meant(world.station) }));
      world.start(0);
      world.clock.advanceBy(9000);
      expect(submissions()).toBe(1);
      expect(world.outbox.status().refusal).toBeNull();
    }
    const named = new DeliveryWorld({ station: stationWith(1) });
    const again = refusing(named, 1, () => refusal({ submission: meantAt(named.station, 2) }));
    named.start(0);
    named.clock.advanceBy(9000);
    expect(again()).toBe(2);
  });

  test("RP-054 at 409 with a larger size the proof is taken as receipt", () => {
    const world = new DeliveryWorld({ station: stationWith(3) });
    world.service.handle(bytesOf(submissionOf(world.station, 0, 4)), 0);
    let submissions = 0;
    world.link.intercept((direction, message) => {
      if (direction === "up") submissions++;
      return [message];
    });
    world.start(0);
    world.drain(1000);
    expect(world.receipts.map((receipt) => receipt.size)).toEqual([4, 6]);
    expect(submissions).toBe(2);
  });

  test("RP-055 at 409 with a smaller size delivery begins again from there", () => {
    const world = new DeliveryWorld({ station: stationWith(6) });
    world.service.handle(bytesOf(submissionOf(world.station, 0, 4)), 0);
    // The station was told size 8 by a registry that has since been put back to an older state.
    world.start(8);
    world.drain();
    expect(world.delivered()).toEqual(upTo(6));
    expect(world.receipts.map((receipt) => receipt.size)).toEqual([12]);
    const empty = new DeliveryWorld({ station: stationWith(6) });
    empty.start(8);
    empty.drain();
    expect(empty.delivered()).toEqual(upTo(6));
  });

  test("RP-056 at 409 without proof nothing changes, and it tries again later", () => {
    for (const held of [{ size: 2, checkpoint: null }, { size: 2, checkpoint: "x" }, null]) {
      const world = new DeliveryWorld({ station: stationWith(2) });
      const submission = meantAt(world.station, 4);
      const submissions = refusing(world, 3, () => refusal({ code: 409, submission, held }));
      world.start(0);
      world.drain();
      expect(submissions()).toBe(4);
      expect(world.receipts.map((receipt) => receipt.size)).toEqual([4]);
    }
  });

  /** A station whose disk was put back to `size` entries, and that then went on by itself with `records` other ones. */
  function restored(size: number, records: number): DeliveryWorld {
    const station = stationWith(5);
    const world = new DeliveryWorld({ station });
    world.service.handle(bytesOf(submissionOf(station, 0)), 0);
    station.journal = station.journal.copy(size);
    station.sealed = size / 2;
    for (let i = 0; i < records; i++) station.seal({ padding: 1 });
    world.outbox = world.newOutbox();
    world.start(size);
    world.clock.advanceBy(5000);
    return world;
  }

  test("RP-057 a cosigned checkpoint with another root than the journal's locks as forked", () => {
    const world = restored(4, 8);
    expect(world.locks).toMatchObject([{ kind: "fork", at: 10 }]);
    expect(world.locks[0]?.zh).toMatch(/[\u4e00-\u9fff]/);
    expect(world.delivered()).toEqual(upTo(5));
  });

  test("RP-058 a cosigned checkpoint beyond the journal's end locks as rolled back", () => {
    expect(restored(4, 1).locks).toMatchObject([{ kind: "rollback", at: 10 }]);
  });

  test("RP-059 a locked station delivers nothing more and says so once", () => {
    const world = restored(4, 8);
    let submissions = 0;
    world.link.intercept((direction, message) => {
      if (direction === "up") submissions++;
      return [message];
    });
    world.seal(5);
    world.link.goDown(1000);
    world.clock.advanceBy(3_600_000);
    expect(submissions).toBe(0);
    expect(world.locks).toHaveLength(1);
    expect(world.outbox.status().locked?.kind).toBe("fork");
  });

  test("RP-106 what the registry holds is asked after a start, before there is anything to send", () => {
    const world = restored(4, 0);
    expect(world.locks).toMatchObject([{ kind: "rollback", at: 10 }]);
    const same = new DeliveryWorld({ station: stationWith(5) });
    same.service.handle(bytesOf(submissionOf(same.station, 0)), 0);
    let submissions = 0;
    same.link.intercept((direction, message) => {
      if (direction === "up") submissions++;
      return [message];
    });
    // The registry cosigned it long ago.
    same.clock.advanceBy(86_400_000);
    same.start(10);
    same.clock.advanceBy(60_000);
    expect(submissions).toBe(1);
    expect(same.outbox.status()).toMatchObject({ locked: null, trouble: null, refusal: null });
    same.seal(2);
    same.drain();
    expect(same.delivered()).toEqual(upTo(7));
    // And again for as long as there is nothing to send, every ten minutes; what is sent anyway says as much.
    const before = submissions;
    same.clock.advanceBy(3_600_000);
    expect(submissions - before).toBe(6);
  });

  test("RP-106 a registry that has lost its records has them again from a station that seals nothing meanwhile", () => {
    const world = new DeliveryWorld({ station: stationWith(5) });
    // The link stays up: nobody tells the station that there is another registry behind it.
    world.link = world.newLink({ handle: (message, atMs) => world.service.handle(message, atMs) });
    world.outbox = world.newOutbox();
    world.start(0);
    world.drain();
    world.service = world.newService();
    expect(world.delivered()).toEqual([]);
    world.clock.advanceBy(700_000);
    expect(world.delivered()).toEqual(upTo(5));
    expect(world.outbox.status()).toMatchObject({ locked: null, trouble: null, refusal: null });
  });

  test("RP-060 a 422 that proves nothing does not lock", () => {
    const world = new DeliveryWorld({ station: stationWith(4) });
    world.service.handle(bytesOf(submissionOf(world.station, 0, 4)), 0);
    let damaged = 0;
    world.link.intercept((direction, message) => {
      const text = new TextDecoder().decode(message);
      if (direction === "down" || damaged >= 3 || !text.includes('"consistency":["')) return [message];
      damaged++;
      return [
        bytesOf(
          text.replace(
            /"consistency":\["./,
            (head) => `${head.slice(0, -1)}${head.endsWith("A") ? "B" : "A"}`,
          ),
        ),
      ];
    });
    world.start(4);
    world.drain();
    expect(damaged).toBe(3);
    expect(world.warnings).toContain("the registry refused");
    expect(world.locks).toEqual([]);
    expect(world.delivered()).toEqual(upTo(4));
  });

  test("RP-061 other refusals are tried again, and shown until something is accepted", () => {
    for (const code of [400, 403, 404, 412, 503]) {
      const world = new DeliveryWorld({ station: stationWith(1) });
      const submissions = refusing(world, 4, () => refusal({ code, submission: meantAt(world.station, 2) }));
      world.start(0);
      world.clock.runUntil(() => submissions() === 2, 60_000);
      expect(world.outbox.status().refusal).toEqual({ code, zh: "测试。", en: "A test." });
      world.drain();
      expect(submissions()).toBe(5);
      expect(world.outbox.status().refusal).toBeNull();
    }
  });
});
