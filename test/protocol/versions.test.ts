import { describe, expect, test } from "vitest";
import { SeededRandom } from "../../simulators/kit/seeded-random.ts";
import type { StandInSpeaks } from "../../simulators/registry/hello-answer.ts";
import { STAND_IN_SPEAKS } from "../../simulators/registry/hello-answer.ts";
import type { LinkDefects } from "../../simulators/registry/memory-registry-link.ts";
import { MemoryRequestLink } from "../../simulators/registry/memory-request-link.ts";
import { sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import {
  afterSilence,
  agreementOf,
  SPOKEN,
  type Spoken,
  UNSAID,
  whyNotAgreed,
} from "../../src/core/requests/agreement.ts";
import {
  HELLO_BYTES_MAX,
  HELLO_PAYLOAD_TYPE,
  HELLO_REPLY_PAYLOAD_TYPE,
} from "../../src/core/requests/hello-messages.ts";
import { payloadTypeOf, signedMessage } from "../../src/core/requests/signed-message.ts";
import { TIME_REQUEST_PAYLOAD_TYPE } from "../../src/core/requests/time-messages.ts";
import { PROTOCOL_PART_NAMES, type ProtocolPart } from "../../src/core/trade/words/protocol-parts.ts";
import type { RegistryLink } from "../../src/ports/registry-link.ts";
import type { RequestLink } from "../../src/ports/request-link.ts";
import { Answering } from "../../src/registry/answering.ts";
import { agreedRegistryLink, agreedSideLink } from "../../src/station/agreed-links.ts";
import { AgreementKeeper } from "../../src/station/agreement-keeper.ts";
import { DeliveryWorld, upTo } from "../support/delivery-world.ts";
import { WITNESS } from "../support/registry-rig.ts";
import { ASKING, accountOf, logKey, OTHER, sealed } from "../support/request-world.ts";
import { SealingStation } from "../support/sealing-station.ts";

/** Section 24: what both sides speak. */
const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };
const SEEDS = upTo(12);
const USES: readonly ProtocolPart[] = ["requests", "papers", "time", "events"];

interface Options {
  readonly ours?: Spoken;
  /** What the registry says; null: it is one of before section 24. */
  readonly theirs?: StandInSpeaks | null;
  readonly seed?: number;
  readonly defects?: Partial<LinkDefects>;
}

/** A station that delivers and says hello, and the stand-in of the registry. */
class World {
  readonly delivery: DeliveryWorld;
  readonly way: MemoryRequestLink;
  readonly keeper: AgreementKeeper;
  readonly hellos: number[] = [];
  /** Whether records might go, at each submission that left. */
  readonly submittedWhile: boolean[] = [];
  readonly #answers: DeliveryWorld["service"]["requests"];

  constructor({ ours = SPOKEN, theirs = STAND_IN_SPEAKS, seed = 5, defects }: Options = {}) {
    const world = new DeliveryWorld({ seed, ...(defects && { defects }) });
    this.delivery = world;
    this.#answers = world.service.requests;
    this.#answers.speaks = theirs;
    const { clock, random } = world;
    const { station, logSigner } = world.station;
    const asked = {
      ask: (topic: string, message: Uint8Array, atMs: number) => {
        if (payloadTypeOf(message) === HELLO_PAYLOAD_TYPE) this.hellos.push(clock.monoMs());
        return this.#answers.ask(topic, message, atMs);
      },
    };
    this.way = new MemoryRequestLink({
      ...{ station, requests: asked, clock, timers: clock, random },
      ...(defects && { defects }),
    });
    this.keeper = new AgreementKeeper({
      ...{ station, link: this.way, timers: clock, entropy: () => random.unit(), log: SILENT, ours },
      ...{ logSigner, digest: sha256, verifySignature, witness: { spki: world.service.witnessSpki } },
      uses: USES,
    });
    const watched: RegistryLink = {
      open: (listener) => world.link.open(listener),
      submit: (message) => {
        this.submittedWhile.push(this.keeper.canDeliver());
        return world.link.submit(message);
      },
      close: () => world.link.close(),
    };
    world.outbox = world.newOutbox({ link: agreedRegistryLink(watched, this.keeper) });
  }

  set theirs(speaks: StandInSpeaks | null) {
    this.#answers.speaks = speaks;
  }

  start(): void {
    this.keeper.start(() => undefined);
    this.delivery.start(0);
  }

  run(ms: number): void {
    this.delivery.clock.advanceBy(ms);
  }

  get code(): string | null {
    return this.keeper.trouble?.code ?? null;
  }
}

const hello = (changes: object = {}): object => ({
  ...{ schema: "proofmark/hello/v1", station: ASKING, request: "ab".repeat(16), speaks: { delivery: [1] } },
  ...changes,
});

/** The registry's own code, as far as it answers a hello. */
function answering(speaks?: Spoken): Answering {
  const nothing = (): never => {
    throw new Error("a hello is looked up nowhere");
  };
  return new Answering({
    book: {
      account: async (station: string) => accountOf(station),
      ...{ rowsOf: nothing, noteAsked: nothing },
    } as never,
    papers: {} as never,
    ...{ digest: sha256, verify: verifySignature, witnesses: [WITNESS], wallMs: () => 0 },
    ...(speaks && { speaks }),
    onFailure: nothing,
  });
}

describe("what both sides speak", () => {
  test("RP-238 a station says hello when the link came up, three times where no answer comes, and every 300 s", () => {
    const silent = new World({ theirs: null });
    silent.start();
    silent.run(620_000);
    const since = (silent.hellos[0] ?? 0) + 300_000 + 15_000;
    const round = [0, 5_000, 10_000];
    expect(silent.hellos.map((ms) => Math.round(ms - (silent.hellos[0] ?? 0)))).toEqual([
      ...round,
      ...round.map((ms) => Math.round(since - (silent.hellos[0] ?? 0)) + ms),
    ]);
    const answered = new World();
    answered.start();
    answered.run(620_000);
    expect(answered.hellos).toHaveLength(3);
    answered.way.set(false);
    answered.run(10_000);
    answered.way.set(true);
    answered.run(1_000);
    expect(answered.hellos).toHaveLength(4);
  });

  test("RP-238 the registry answers a hello that the log key of its topic's station signed, and no other", async () => {
    const ask = (message: Uint8Array, topic = ASKING) => answering().ask(topic, message);
    const signed = (document: object, key = logKey(ASKING)) => sealed(HELLO_PAYLOAD_TYPE, document, key);
    expect(await ask(signed(hello()))).not.toBeNull();
    for (const [message, topic] of [
      [signed(hello(), logKey(OTHER))],
      [signed(hello()), OTHER],
      [signed(hello()), "HB-WH-0099"],
      [signed(hello({ station: OTHER }))],
      [signed(hello({ request: "ab" }))],
      [signed(hello({ schema: "proofmark/hello/v2" }))],
      [signed(hello({ speaks: { delivery: [0] } }))],
      [signed(hello({ speaks: { delivery: [] } }))],
      [signed(hello({ speaks: { Delivery: [1] } }))],
      [signed(hello({ more: "x".repeat(HELLO_BYTES_MAX) }))],
      [signed(hello()).subarray(1)],
    ] as const)
      expect(await ask(message, topic)).toBeNull();
  });

  test("RP-239 a reply counts once, for a hello that is in flight, signed by a key that cosigns", () => {
    const lie = { delivery: [9] };
    const told = (tamper: (direction: "up" | "down", message: Uint8Array) => readonly Uint8Array[]) => {
      const world = new World();
      world.way.intercept(tamper);
      world.start();
      world.run(1_000);
      return world.keeper;
    };
    const stranger = new SealingStation("TEST-0009").logSigner;
    for (const keyId of [stranger.keyId, WITNESS.keyId]) {
      const forged = told((direction, message) => {
        if (direction === "up") return [message];
        const { payload } = JSON.parse(Buffer.from(message).toString());
        const document = { ...JSON.parse(Buffer.from(payload, "base64").toString()), speaks: lie };
        return [
          signedMessage(HELLO_REPLY_PAYLOAD_TYPE, document, [{ keyId, sign: () => new Uint8Array(64) }]),
        ];
      });
      expect(forged.canDeliver()).toBe(true);
    }
    // Signed, for the hello in flight, and about another station.
    const elsewhere = told((direction, message) => {
      if (direction === "up") return [message];
      const { payload } = JSON.parse(Buffer.from(message).toString());
      const document = JSON.parse(Buffer.from(payload, "base64").toString());
      const other = { ...document, station: "TEST-0009", speaks: lie };
      return [signedMessage(HELLO_REPLY_PAYLOAD_TYPE, other, [WITNESS])];
    });
    expect(elsewhere.canDeliver()).toBe(true);
    // Signed and true once: said again after another, by whoever is on the way, it is nobody's.
    const world = new World({ theirs: lie });
    let first: Uint8Array | null = null;
    world.way.intercept((direction, message) => {
      if (direction === "down") first ??= message;
      return [message];
    });
    world.start();
    world.run(1_000);
    expect(world.keeper.canDeliver()).toBe(false);
    world.theirs = STAND_IN_SPEAKS;
    world.run(300_000);
    expect(world.keeper.canDeliver()).toBe(true);
    if (first !== null) world.way.inject(first);
    world.run(1_000);
    expect(world.keeper.canDeliver()).toBe(true);
    // While a hello is in flight too.
    world.way.intercept((direction, message) =>
      direction === "down" && first !== null ? [first] : [message],
    );
    world.run(300_000);
    expect(world.keeper.canDeliver()).toBe(true);
  });

  test("RP-240 members and parts that are not known are passed over in both documents, and nowhere else", async () => {
    const more = { later: { any: ["thing"] } };
    const asked = hello({ ...more, speaks: { delivery: [1, 7], telepathy: [3] } });
    const reply = await answering().ask(ASKING, sealed(HELLO_PAYLOAD_TYPE, asked, logKey(ASKING)));
    expect(reply).not.toBeNull();
    const world = new World({ theirs: { ...STAND_IN_SPEAKS, telepathy: [3], delivery: [7, 1] } });
    world.way.intercept((direction, message) => {
      if (direction === "up") return [message];
      const { payload } = JSON.parse(Buffer.from(message).toString());
      const document = { ...JSON.parse(Buffer.from(payload, "base64").toString()), ...more };
      return [signedMessage(HELLO_REPLY_PAYLOAD_TYPE, document, [WITNESS])];
    });
    world.theirs = { ...STAND_IN_SPEAKS, telepathy: [3], time: [2] };
    world.start();
    world.run(1_000);
    expect(world.code).toBe("STATION_OUTDATED");
    expect(world.keeper.canDeliver()).toBe(true);
    const time = { schema: "proofmark/time-request/v1", station: ASKING, request: "ab".repeat(16) };
    const of = (document: object) =>
      answering().ask(ASKING, sealed(TIME_REQUEST_PAYLOAD_TYPE, document, logKey(ASKING)));
    expect(await of(time)).not.toBeNull();
    expect(await of({ ...time, ...more })).toBeNull();
  });

  test("RP-241 of each part the highest version that both speak is used", () => {
    const ours = { ...SPOKEN, delivery: [1, 2, 3], events: [2] };
    expect(agreementOf(ours, { ...SPOKEN, delivery: [2, 1, 4], events: [1] })).toMatchObject({
      ...{ delivery: 2, events: null, records: 3 },
    });
    expect(agreementOf(ours, {}).delivery).toBeNull();
    for (const name of ["toString", "constructor", "__proto__"])
      expect(agreementOf(SPOKEN, JSON.parse(`{"${name}":[1]}`)).delivery).toBeNull();
    expect(agreementOf(SPOKEN, STAND_IN_SPEAKS)).toEqual({ ...UNSAID, evidence: 1 });
  });

  test.each([
    ["delivery", [2, 3], "STATION_OUTDATED"],
    ["records", [2], "REGISTRY_OUTDATED"],
    ["records", [4], "STATION_OUTDATED"],
    ["withdrawals", null, "REGISTRY_OUTDATED"],
  ] as const)(
    "RP-242 without a common version of %s (%j) records wait, it is told which side is older, and they go when there is one",
    (part, versions, code) => {
      const { [part]: _own, ...others } = STAND_IN_SPEAKS;
      const world = new World({ theirs: versions === null ? others : { ...others, [part]: versions } });
      world.start();
      world.run(1_000);
      world.delivery.seal(3);
      world.run(200_000);
      expect(world.code).toBe(code);
      expect(world.keeper.trouble?.params).toMatchObject({ part, theirs: versions?.join(", ") ?? "" });
      expect(world.delivery.delivered()).toEqual([]);
      expect(world.delivery.outbox.status().pending).toBe(3);
      expect(world.delivery.outbox.leavesRoom).toBe(false);
      world.theirs = STAND_IN_SPEAKS;
      world.delivery.drain(310_000);
      expect(world.code).toBeNull();
      expect(world.delivery.delivered()).toEqual(upTo(3));
      expect(new Set(world.submittedWhile)).toEqual(new Set([true]));
    },
  );

  test("RP-243 of another part without a common version nothing is sent, it is told where the station uses it, and records go on", () => {
    const { events: _none, commands: _neither, ...older } = STAND_IN_SPEAKS;
    const world = new World({ theirs: older });
    const sent: string[] = [];
    const links: boolean[] = [];
    const bare: RequestLink = {
      open: (listener) => void world.delivery.clock.start("link", 1, () => listener.onLink(true)),
      send: (message) => void sent.push(Buffer.from(message).toString()),
      close: () => undefined,
    };
    const link = agreedSideLink(bare, world.keeper, ["events"]);
    const papers = agreedSideLink(bare, world.keeper, ["requests", "events"], (message) =>
      message[0] === 0x70 ? "requests" : "events",
    );
    world.start();
    link.open({ onLink: (up) => void links.push(up), onMessage: () => undefined });
    papers.open({ onLink: () => undefined, onMessage: () => undefined });
    world.run(2_000);
    expect(links).toEqual([true, false]);
    expect(world.keeper.trouble).toMatchObject({ code: "REGISTRY_OUTDATED", params: { part: "events" } });
    for (const text of ["events", "p"]) {
      link.send(Buffer.from(text));
      papers.send(Buffer.from(text));
    }
    expect(sent).toEqual(["p"]);
    world.delivery.seal(2);
    world.delivery.drain(10_000);
    world.theirs = STAND_IN_SPEAKS;
    world.run(301_000);
    expect(links).toEqual([true, false, true]);
    expect(world.code).toBeNull();
    link.send(Buffer.from("events"));
    expect(sent).toEqual(["p", "events"]);
    // `commands` is not common, and not used: nobody is told.
    const agreed = agreementOf(SPOKEN, older);
    expect(whyNotAgreed({ ...agreed, events: 1 }, { ours: SPOKEN, theirs: older, uses: USES })).toBeNull();
  });

  test("RP-244 a registry that says nothing is one of version 1, and silence lowers nothing that was agreed", () => {
    const old = new World({ theirs: null });
    old.start();
    old.delivery.seal(3);
    old.delivery.drain(60_000);
    expect(old.code).toBeNull();
    for (const part of PROTOCOL_PART_NAMES)
      expect(old.keeper.speaks(part)).toBe(part !== "certificates" && part !== "evidence");
    const ours = { ...SPOKEN, delivery: [1, 2] };
    const agreed = agreementOf(ours, { ...SPOKEN, delivery: [1, 2], events: [9] });
    expect(afterSilence(ours, agreed)).toMatchObject({ delivery: 2, events: 1 });
    expect(afterSilence({ ...SPOKEN, delivery: [2] }, agreementOf({}, {})).delivery).toBeNull();
    // A registry that is put back to an older one does not leave the records waiting for ever.
    const back = new World({ theirs: { ...STAND_IN_SPEAKS, delivery: [2] } });
    back.start();
    back.run(1_000);
    back.delivery.seal(2);
    back.run(100_000);
    expect(back.delivery.delivered()).toEqual([]);
    back.theirs = null;
    back.delivery.drain(400_000);
    expect(back.delivery.delivered()).toEqual(upTo(2));
    // Whoever keeps the replies back gains nothing: what was agreed stays.
    const kept = new World();
    kept.start();
    kept.run(1_000);
    kept.way.intercept(() => []);
    kept.run(700_000);
    for (const part of PROTOCOL_PART_NAMES) expect(kept.keeper.speaks(part)).toBe(part !== "certificates");
  });

  test.each(SEEDS)(
    "RP-245 loss, doubling, delay and forgery end with every record in force once, and none was sent unspoken: seed %i",
    (seed) => {
      const defects = { drop: 0.2, duplicate: 0.2, jitterMs: 2_000 };
      const world = new World({ seed, defects });
      const chance = new SeededRandom(seed, "versions");
      const seen: Uint8Array[] = [];
      world.way.intercept((direction, message) => {
        if (direction === "up") return [message];
        seen.push(message);
        const old = seen[Math.floor(chance.unit() * seen.length)] ?? message;
        return chance.unit() < 0.3 ? [old] : chance.unit() < 0.5 ? [message, old] : [message];
      });
      world.start();
      for (let step = 0; step < 12; step++) {
        const versions = [[1], [2], [1, 2], [3]][Math.floor(chance.unit() * 4)] ?? [1];
        world.theirs = chance.unit() < 0.2 ? null : { ...STAND_IN_SPEAKS, delivery: versions };
        if (chance.unit() < 0.3) {
          world.way.set(false);
          world.run(1_000);
          world.way.set(true);
        }
        world.delivery.seal(2);
        world.run(60_000 + chance.unit() * 300_000);
      }
      world.theirs = STAND_IN_SPEAKS;
      world.delivery.drain(3_600_000);
      expect(world.delivery.delivered()).toEqual(upTo(24));
      expect(world.submittedWhile).not.toContain(false);
    },
  );
});
