import { describe, expect, test } from "vitest";
import { SeededRandom } from "../../simulators/kit/seeded-random.ts";
import { createDeterministicSigner } from "../../src/adapters/keys/deterministic-signer.ts";
import {
  type Acknowledgement,
  COMMAND_BYTES_MAX,
  COMMAND_PAYLOAD_TYPE,
  type CommandDocument,
  type CommandOrder,
} from "../../src/core/commands/command-messages.ts";
import { signedMessage } from "../../src/core/requests/signed-message.ts";
import { CommandedStation, lock, ORDERING, type OrderingRegistry, unlock } from "../support/command-world.ts";
import { WITNESS } from "../support/registry-rig.ts";
import { documentOf } from "../support/request-world.ts";
import { logSigner } from "../support/toy-station.ts";

/** Section 21: what the registry orders, of the stand-in and of the product's own registry. */
const SECOND_MS = 1_000;
const DAY_MS = 86_400_000;

const saidBy = (message: Uint8Array | undefined): Acknowledgement => {
  if (message === undefined) throw new Error("nothing was said");
  return documentOf(message) as unknown as Acknowledgement;
};

function world(make: (monoMs: () => number) => OrderingRegistry = ORDERING["the registry"] as never) {
  const station = new CommandedStation();
  const registry = make(() => station.clock.monoMs());
  return { station, registry, give: giver(station, registry) };
}

function giver(station: CommandedStation, registry: OrderingRegistry) {
  return async (order: CommandOrder, untilMs?: number): Promise<Uint8Array> => {
    await registry.give(order, station.clock.wallMs(), untilMs);
    station.clock.advanceBy(40 * SECOND_MS);
    const [message] = await registry.due();
    if (message === undefined) throw new Error("what was ordered is due");
    return message;
  };
}

/** Brings it, makes it durable, and takes what was said of it back: the next command, if there is one. */
async function through(
  { station, registry }: Pick<ReturnType<typeof world>, "station" | "registry">,
  message: Uint8Array,
): Promise<Uint8Array | null> {
  station.hear(message);
  station.flush();
  const said = station.said.at(-1);
  return said === undefined ? null : await registry.acknowledge(said);
}

/** A good line, until both have nothing more to say. */
async function settle({ station, registry }: Pick<ReturnType<typeof world>, "station" | "registry">) {
  station.said.length = 0;
  station.link(true);
  for (let turns = 0; turns < 200; turns++) {
    const said = station.said.shift();
    if (said === undefined) {
      station.clock.advanceBy(40 * SECOND_MS);
      const due = await registry.due();
      if (due.length === 0) return;
      for (const message of due) station.hear(message);
    } else {
      const next = await registry.acknowledge(said);
      if (next !== null) station.hear(next);
    }
    station.flush();
  }
  throw new Error("station and registry go on and on");
}

const resigned = (message: Uint8Array, changes: object, keys = [WITNESS] as never): Uint8Array =>
  signedMessage(COMMAND_PAYLOAD_TYPE, { ...(documentOf(message) as object), ...changes }, keys);

describe.each(Object.entries(ORDERING))("%s orders", (_name, make) => {
  test("RP-205 a command is signed by a key that cosigns, for that station and of at most 16 384 bytes, or is dropped", async () => {
    const { station, give } = world(make);
    const message = await give(lock());
    const stranger = { keyId: WITNESS.keyId, sign: () => new Uint8Array(64) };
    const wrong = [
      resigned(message, {}, [stranger] as never),
      resigned(message, { station: "HB-WH-9999" }),
      resigned(message, { more: 1 }),
      resigned(message, { before: "0".repeat(64) }),
      resigned(message, { by: "x".repeat(COMMAND_BYTES_MAX) }),
      message.slice(0, -1),
      new Uint8Array(COMMAND_BYTES_MAX + 1),
    ];
    const before = station.said.length;
    for (const one of wrong) station.hear(one);
    station.flush();
    expect([station.said.length, station.journal]).toEqual([before, []]);
    station.hear(message);
    station.flush();
    expect(station.locked()).toEqual(["lane-1"]);
  });

  test("RP-206 the station takes the number after its last that names the hash of its last", async () => {
    const { station, registry, give } = world(make);
    const first = await give(lock());
    await through({ station, registry }, first);
    const second = await give(unlock());
    station.hear(resigned(second, { number: 3 }));
    station.hear(resigned(second, { before: "0".repeat(64) }));
    station.flush();
    expect(station.journal).toHaveLength(1);
    expect((documentOf(second) as unknown as CommandDocument).before).toBe(station.journal[0]?.command);
    await through({ station, registry }, second);
    expect([station.journal.length, station.locked()]).toEqual([2, []]);
  });

  test("RP-214 the registry sends what is next when a station says what it has, and what is not answered every 30 s", async () => {
    const { station, registry, give } = world(make);
    const first = await give(lock());
    await registry.give(unlock(), station.clock.wallMs());
    station.link(true);
    expect(await registry.acknowledge(station.said.at(-1) ?? new Uint8Array())).toEqual(first);
    const second = await through({ station, registry }, first);
    expect((documentOf(second ?? new Uint8Array()) as unknown as CommandDocument).number).toBe(2);
    station.clock.advanceBy(40 * SECOND_MS);
    expect(await registry.due()).toEqual([second]);
    expect(await through({ station, registry }, second ?? new Uint8Array())).toBeNull();
    expect(await registry.due()).toEqual([]);
    expect(registry.outcomes()).toEqual([
      [1, "taken"],
      [2, "taken"],
    ]);
  });

  test("RP-215 an acknowledgement counts that the station's log key signed, at its own topic, and not behind a newer one", async () => {
    const { station, registry, give } = world(make);
    station.hear(await give(lock()));
    station.flush();
    const said = station.said.at(-1) ?? new Uint8Array();
    const stranger = createDeterministicSigner("a stranger", "ed25519");
    const forged = Buffer.from(Buffer.from(said).toString().replaceAll(logSigner.keyId, stranger.keyId));
    for (const [message, topic] of [
      [forged, undefined],
      [said.slice(1), undefined],
      [said, "HB-WH-9999"],
      [new Uint8Array(20_000), undefined],
    ] as const)
      expect(await registry.acknowledge(message, topic)).toBeNull();
    expect(registry.outcomes()).toEqual([[1, null]]);
    await registry.acknowledge(said);
    expect(registry.outcomes()).toEqual([[1, "taken"]]);
    // The journal is gone, and by then the command is over; then the old acknowledgement comes once more.
    station.clock.advanceBy(2 * DAY_MS);
    station.restart(0);
    const again = await registry.acknowledge(station.said.at(-1) ?? new Uint8Array());
    await through({ station, registry }, again ?? new Uint8Array());
    await registry.acknowledge(said);
    expect(registry.outcomes()).toEqual([[1, "expired"]]);
  });

  test("RP-216 a station that restored an older journal is sent the same bytes again from there", async () => {
    const { station, registry, give } = world(make);
    const sent = [];
    for (const order of [lock("lane-1"), lock("lane-2"), unlock("lane-1")]) {
      const message = await give(order);
      sent.push(message);
      await through({ station, registry }, message);
    }
    station.restart(1);
    expect(station.locked()).toEqual(["lane-1"]);
    const again = await registry.acknowledge(station.said.at(-1) ?? new Uint8Array());
    expect(again).toEqual(sent[1]);
    await settle({ station, registry });
    expect(station.locked()).toEqual(["lane-2"]);
    expect(station.journal.map(({ number }) => number)).toEqual([1, 2, 3]);
  });

  test("RP-217 a registry that was set back loses what has numbers that are taken, and goes on behind the station's last", async () => {
    const { station, registry, give } = world(make);
    for (const order of [lock("lane-1"), lock("lane-2"), unlock("lane-1")])
      await through({ station, registry }, await give(order));
    registry.setBack(1);
    const wrong = await give(lock("lane-1"));
    expect(await through({ station, registry }, wrong)).toBeNull();
    expect(registry.outcomes()).toEqual([
      [1, "taken"],
      [2, "lost"],
    ]);
    await through({ station, registry }, await give(unlock("lane-2")));
    expect(registry.outcomes().at(-1)).toEqual([4, "taken"]);
    expect([station.journal.length, station.locked()]).toEqual([4, []]);
  });

  test("RP-218 no loss, doubling, delay, disorder, forgery, restart or kill makes a station hold another lock than was ordered", async () => {
    for (let seed = 1; seed <= 25; seed++) {
      const random = new SeededRandom(seed, "commands");
      const { station, registry } = world(make);
      const down: Uint8Array[] = [];
      const up: Uint8Array[] = [];
      const locks = new Set<string>();
      let given = 0;
      for (let step = 0; step < 80; step++) {
        up.push(...station.said.splice(0));
        switch (random.below(8)) {
          case 0: {
            const site = random.unit() < 0.5 ? "lane-1" : "lane-2";
            const isLock = !locks.has(site);
            locks[isLock ? "add" : "delete"](site);
            await registry.give(isLock ? lock(site) : unlock(site), station.clock.wallMs());
            given++;
            break;
          }
          case 1:
            station.flush();
            break;
          case 2:
            // Between the disk and what it was told: written, and not known to be.
            station.restart();
            break;
          case 3:
            station.clock.advanceBy(40 * SECOND_MS);
            down.push(...(await registry.due()));
            break;
          case 4:
          case 5: {
            const message = taken(down, random);
            if (message !== undefined) station.hear(spoilt(message, random));
            break;
          }
          default: {
            const message = taken(up, random);
            const next = message === undefined ? null : await registry.acknowledge(spoilt(message, random));
            if (next !== null) down.push(next);
          }
        }
        const numbers = station.journal.map(({ number }) => number);
        expect(numbers).toEqual(numbers.map((_none, at) => at + 1));
      }
      await settle({ station, registry });
      expect(station.locked(), `seed ${seed}`).toEqual([...locks].sort());
      expect(registry.outcomes().map(([, outcome]) => outcome)).toEqual(Array(given).fill("taken"));
    }
  });
});

/** Any of them; it may stay there, to come once more. */
function taken(messages: Uint8Array[], random: SeededRandom): Uint8Array | undefined {
  if (messages.length === 0) return undefined;
  const at = random.below(messages.length);
  const message = messages[at];
  if (random.unit() < 0.6) messages.splice(at, 1);
  return message;
}

/** One in ten has a byte that is another. */
function spoilt(message: Uint8Array, random: SeededRandom): Uint8Array {
  if (random.unit() >= 0.1) return message;
  const bytes = Uint8Array.from(message);
  const at = random.below(bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(7));
  return bytes;
}

describe("a station that is ordered", () => {
  test("RP-207 a command stands in the journal as it came before anything comes of it and before it is answered", async () => {
    const { station, give } = world();
    const message = await give(lock());
    const before = station.said.length;
    station.hear(message);
    expect([station.said.length, station.locked(), station.journal]).toEqual([before, [], []]);
    station.flush();
    expect(station.journal[0]?.envelope).toBe(new TextDecoder().decode(message));
    expect([station.said.length, station.locked()]).toEqual([before + 1, ["lane-1"]]);
  });

  test("RP-208 an acknowledgement names the newest command of the journal, and one is said when the link comes up", async () => {
    const { station, registry, give } = world();
    expect(saidBy(station.said.at(-1))).toMatchObject({ last: { number: 0, command: null }, answer: null });
    await through({ station, registry }, await give(lock()));
    const [note] = station.journal;
    const last = { number: 1, command: note?.command };
    expect(saidBy(station.said.at(-1))).toMatchObject({
      last,
      answer: { ...last, outcome: { kind: "taken" } },
    });
    station.link(false);
    station.link(true);
    expect(saidBy(station.said.at(-1))).toMatchObject({ last, answer: null });
  });

  test("RP-209 a command that was taken before is answered as it was then, and does nothing again", async () => {
    const { station, registry, give } = world();
    const first = await give(lock());
    await through({ station, registry }, first);
    await through({ station, registry }, await give(unlock()));
    station.clock.advanceBy(400 * DAY_MS);
    station.hear(first);
    station.flush();
    expect(saidBy(station.said.at(-1)).answer).toMatchObject({ number: 1, outcome: { kind: "taken" } });
    expect([station.journal.length, station.locked()]).toEqual([2, []]);
  });

  test("RP-210 at a gap, and at another chain, only what stands is said", async () => {
    const { station, registry, give } = world();
    const first = await give(lock());
    await through({ station, registry }, first);
    const second = await give(unlock());
    for (const other of [
      resigned(second, { number: 3 }),
      resigned(second, { before: "0".repeat(64) }),
      resigned(first, { by: "somebody else" }),
    ]) {
      station.hear(other);
      station.flush();
      expect(saidBy(station.said.at(-1))).toMatchObject({ last: { number: 1 }, answer: null });
    }
  });

  test("RP-211 after until a command is answered expired and keeps its number; one of more than 30 s ahead is dropped", async () => {
    const { station, registry, give } = world();
    const over = await give(lock(), station.clock.wallMs() + 10 * SECOND_MS);
    await through({ station, registry }, over);
    expect(registry.outcomes()).toEqual([[1, "expired"]]);
    expect([station.journal.length, station.locked()]).toEqual([1, []]);
    const next = await give(lock());
    const ahead = new Date(station.clock.wallMs() + 31 * SECOND_MS).toISOString();
    const before = station.said.length;
    station.hear(resigned(next, { issued: ahead }));
    station.flush();
    expect([station.said.length, station.journal.length]).toEqual([before, 1]);
    await through({ station, registry }, next);
    expect(station.locked()).toEqual(["lane-1"]);
  });

  test("RP-211 one of more than ten minutes ahead is refused, and what comes after it is taken", async () => {
    const { station, registry } = world();
    /** By a clock of the registry that is so far ahead when the station hears it. */
    const order = async (aheadMs: number): Promise<void> => {
      await registry.give(lock(), station.clock.wallMs() + 40 * SECOND_MS + aheadMs);
      station.clock.advanceBy(40 * SECOND_MS);
      for (const message of await registry.due()) await through({ station, registry }, message);
    };
    await order(10 * 60 * SECOND_MS + 1);
    expect(registry.outcomes()).toEqual([[1, "refused"]]);
    expect(station.desk.standing.newest[0]?.outcome).toMatchObject({ reason: { code: "COMMAND_AHEAD" } });
    expect(station.locked()).toEqual([]);
    await order(0);
    expect(station.locked()).toEqual(["lane-1"]);
    // At that bound it is waited for.
    await order(10 * 60 * SECOND_MS);
    expect(station.journal.length).toBe(2);
  });

  test("RP-212 an order that a station does not know is answered refused, and the chain goes on", async () => {
    const { station, registry } = world(ORDERING["the stand-in"]);
    await registry.give({ kind: "send-a-drone", to: "lane-1" } as never, station.clock.wallMs());
    await registry.give(lock(), station.clock.wallMs());
    await settle({ station, registry });
    expect(registry.outcomes()).toEqual([
      [1, "refused"],
      [2, "taken"],
    ]);
    expect(station.desk.standing.newest[0]?.outcome).toMatchObject({ reason: { code: "ORDER_UNKNOWN" } });
    expect(station.locked()).toEqual(["lane-1"]);
  });
});
