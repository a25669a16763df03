import { describe, expect, test, vi } from "vitest";
import { SeededRandom } from "../../simulators/kit/seeded-random.ts";
import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import { MemoryRegistryLink } from "../../simulators/registry/memory-registry-link.ts";
import { MemoryRequestLink } from "../../simulators/registry/memory-request-link.ts";
import { RegistryService } from "../../simulators/registry/registry-service.ts";
import { createDeterministicSigner } from "../../src/adapters/keys/deterministic-signer.ts";
import { sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import { COMMAND_PAYLOAD_TYPE } from "../../src/core/commands/command-messages.ts";
import { EVENT_ANSWER_FORM } from "../../src/core/events/event-batch.ts";
import { HELLO_REPLY_PAYLOAD_TYPE } from "../../src/core/requests/hello-messages.ts";
import { signedMessage } from "../../src/core/requests/signed-message.ts";
import { TIME_REPLY_PAYLOAD_TYPE } from "../../src/core/requests/time-messages.ts";
import type { SideLink } from "../../src/station/agreed-links.ts";
import { problemsOf } from "../../src/station/station-problems.ts";
import { StrangerWatch } from "../../src/station/stranger-watch.ts";
import { laneAndCourse, STATION } from "../support/lane-and-course.ts";
import { SealingStation } from "../support/sealing-station.ts";
import { bytesOf } from "../support/submissions.ts";

/** Goal: whoever speaks as the registry moves nothing at a station that works, and is told of. */
vi.setConfig({ testTimeout: 180_000 });
const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };
const HOUR_MS = 3_600_000;

const registryKey = createDeterministicSigner("a registry", "ed25519");
const stranger = createDeterministicSigner("a stranger", "ed25519");

/** Signs at once, as a deterministic key does. */
function signedBy(key: typeof stranger, keyId: string, type: string, document: object): Uint8Array {
  const sign = (message: Uint8Array): Uint8Array => {
    let signature = new Uint8Array();
    key.sign(message, (result) => {
      if (result.kind === "signed") signature = new Uint8Array(result.signature);
    });
    return signature;
  };
  return signedMessage(type, document, [{ keyId, sign }]);
}

/** A way on which only the test speaks. */
class SpokenLink implements SideLink {
  #listener: Parameters<SideLink["open"]>[0] | null = null;
  readonly sent: Uint8Array[] = [];
  open(listener: Parameters<SideLink["open"]>[0]): void {
    this.#listener = listener;
  }
  up(): void {
    this.#listener?.onLink(true);
  }
  say(message: Uint8Array): void {
    this.#listener?.onMessage(message);
  }
  send(message: Uint8Array): void {
    this.sent.push(message);
  }
  close(): void {
    this.#listener = null;
  }
}

function watchOf() {
  const clock = new VirtualClock();
  let changes = 0;
  const witness = { spki: registryKey.publicKeySpki };
  const watch = new StrangerWatch({
    ...{ clock, timers: clock, digest: sha256, verifySignature, witness, log: SILENT },
  });
  watch.start(() => changes++);
  const heard: Uint8Array[] = [];
  const link = new SpokenLink();
  watch.watched(link).open({ onLink: () => undefined, onMessage: (message) => heard.push(message) });
  return { clock, watch, link, heard, changes: () => changes };
}

describe("what comes as the registry's", () => {
  const own = signedBy(registryKey, registryKey.keyId, "application/x", { of: "a newer registry" });
  const forged = signedBy(stranger, registryKey.keyId, TIME_REPLY_PAYLOAD_TYPE, { station: STATION });
  const foreign = signedBy(stranger, stranger.keyId, TIME_REPLY_PAYLOAD_TYPE, { station: STATION });

  test("with its signature is nothing strange, whatever it says; anything else is, and is handed on all the same", () => {
    const { watch, link, heard, clock, changes } = watchOf();
    link.say(own);
    expect(watch.trouble).toBeNull();
    const broken = Uint8Array.from(own, (byte, at) => (at === 60 ? byte ^ 1 : byte));
    const strange = [forged, foreign, bytesOf(""), bytesOf("{"), Uint8Array.of(0xff), broken];
    for (const message of strange) {
      link.say(message);
      clock.advanceBy(500);
    }
    expect(watch.trouble).toMatchObject({ params: { times: strange.length } });
    expect(heard).toEqual([own, ...strange]);
    // Told once.
    expect(changes()).toBe(1);
  });

  test("is told for an hour after the last one", () => {
    const { watch, link, clock, changes } = watchOf();
    link.say(forged);
    clock.advanceBy(HOUR_MS - 1);
    link.say(forged);
    clock.advanceBy(HOUR_MS - 1);
    expect(watch.trouble).not.toBeNull();
    clock.advanceBy(1);
    expect(watch.trouble).toBeNull();
    expect(changes()).toBe(2);
  });

  test("in a flood is looked at now and then, and all of it handed on", () => {
    const { watch, link, heard, clock } = watchOf();
    for (let n = 0; n < 10_000; n++) link.say(forged);
    expect(watch.trouble?.params).toEqual({ times: 4 });
    clock.advanceBy(1_000);
    link.say(forged);
    expect(watch.trouble?.params).toEqual({ times: 5 });
    expect(heard).toHaveLength(10_001);
  });
});

describe("a station at a broker where somebody else speaks as the registry", () => {
  test("works on, takes nothing of it, says so, and is quiet when it has ended", async () => {
    const ways: { registry?: MemoryRegistryLink; requests?: MemoryRequestLink } = {};
    const [commands, events] = [new SpokenLink(), new SpokenLink()];
    const random = new SeededRandom(11, "liar");
    let real: RegistryService | null = null;
    const rig = await laneAndCourse({
      acting: ["inspection"],
      ways: ({ service, clock }) => {
        real = service;
        const common = { clock, timers: clock };
        ways.registry = new MemoryRegistryLink({ ...common, service, random: new SeededRandom(2, "way") });
        ways.requests = new MemoryRequestLink({
          ...{ ...common, station: STATION, requests: service.requests },
          random: new SeededRandom(3, "questions"),
        });
        return {
          ...{ link: ways.registry, requestLink: ways.requests, asksTime: true, commandLink: commands },
          eventLink: { ...linkOf(events), messageBytesMax: () => null },
        };
      },
    });
    if (real === null || ways.registry === undefined || ways.requests === undefined)
      throw new Error("no ways");
    const { witnessSpki } = real as RegistryService;
    const registryKeyId = Buffer.from(sha256(witnessSpki)).toString("hex");
    for (const way of [commands, events]) way.up();
    const told = () => problemsOf(rig.station.screen.snapshot().station);
    expect(told().filter(({ kind }) => kind === "registry-trouble")).toEqual([]);

    const said: Uint8Array[] = [];
    ways.requests.intercept((direction, message) => {
      if (direction === "down") said.push(message);
      return [message];
    });
    const answers: Uint8Array[] = [];
    ways.registry.intercept((direction, message) => {
      if (direction === "down") answers.push(message);
      return [message];
    });
    const count = (): number =>
      Number(/^\d+/.exec(rig.station.screen.snapshot().station.registry.trouble?.en ?? "")?.[0] ?? 0);
    // Each way is watched.
    const one = bytesOf("nobody's");
    for (const [n, way] of [commands, events].entries()) {
      way.say(one);
      expect(count()).toBe(n + 1);
    }
    for (const [n, way] of [ways.requests, ways.registry].entries()) {
      way.inject(one);
      rig.clock.advanceBy(100);
      expect(count()).toBe(n + 3);
    }
    const lie = (): void => {
      const documents = liesTo(STATION);
      for (const way of [commands, events, ways.requests, ways.registry]) {
        const [type, document] = documents[random.below(documents.length)] as [string, object];
        const message = signedBy(stranger, registryKeyId, type, document);
        // Late ones and those of the other topic; both are real, and of no use a second time.
        const old = [...said, ...answers][random.below(said.length + answers.length + 1)] ?? bytesOf("{}");
        const kinds = [message, message.slice(0, random.below(message.length)), old, foreignReceipt()];
        const sent = kinds[random.below(kinds.length)] as Uint8Array;
        if (way instanceof SpokenLink) way.say(sent);
        else way?.inject(sent);
      }
    };
    expect(rig.open("inspection")).not.toBeNull();
    for (let second = 0; second < 1_200 && rig.records().length === 0; second++) {
      rig.clock.advanceBy(1_000);
      for (let n = 0; n < 3; n++) lie();
      await new Promise((resolve) => setImmediate(resolve));
    }
    for (let second = 0; second < 60; second++) {
      rig.clock.advanceBy(1_000);
      lie();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(rig.records()).toMatchObject([{ verdict: "pass" }]);
    const { registry } = rig.station.screen.snapshot().station;
    expect(registry).toMatchObject({ connected: true, pending: 0, locked: null, refusal: null });
    expect((real as RegistryService).stored).toHaveLength(1);
    const [problem, ...others] = told().filter(({ kind }) => kind.startsWith("registry"));
    expect([problem?.gravity, problem?.why.en, others]).toEqual([
      "warns",
      expect.stringMatching(/messages came lately as the registry's that do not have its signature/),
      [],
    ]);
    // Nothing of it stands in the journal: no order, no list, no receipt but the real ones.
    expect(rig.journalProblems()).toEqual([]);
    const types = new Set(rig.entries().map(({ type }) => type));
    for (const type of ["command-received", "trust-list-taken", "delivery-locked"] as const)
      expect(types).not.toContain(type);
    expect(rig.errors).toEqual([]);
    rig.clock.advanceBy(HOUR_MS + 1_000);
    expect(told().filter(({ kind }) => kind.startsWith("registry"))).toEqual([]);
    await rig.close();
  });
});

function linkOf(link: SpokenLink): SideLink {
  return {
    open: (listener) => link.open(listener),
    send: (message) => link.send(message),
    close: () => link.close(),
  };
}

/** What would do harm if it were the registry's. */
function liesTo(station: string): readonly (readonly [string, object])[] {
  const at = "2026-01-05T08:00:00.000Z";
  const lock = { kind: "lock", of: { kind: "inspection" }, zh: "假", en: "forged" };
  return [
    [
      COMMAND_PAYLOAD_TYPE,
      { schema: "proofmark/command/v1", station, number: 1, after: null, at, by: "X", order: lock },
    ],
    [
      HELLO_REPLY_PAYLOAD_TYPE,
      { schema: "proofmark/hello-reply/v1", station, request: "0".repeat(32), speaks: {} },
    ],
    [
      TIME_REPLY_PAYLOAD_TYPE,
      { schema: "proofmark/time-reply/v1", station, request: "0".repeat(32), issued: at },
    ],
    [
      EVENT_ANSWER_FORM.payloadType,
      { schema: "proofmark/event-answer/v1", station, batch: "0".repeat(64), held: null },
    ],
  ];
}

/** A true receipt of somebody else's log, by somebody else's witness. */
function foreignReceipt(): Uint8Array {
  const other = new SealingStation("OTHER-1");
  const service = new RegistryService({
    witnessSeed: new Uint8Array(32).fill(9),
    stations: [other.registration],
  });
  return bytesOf(
    JSON.stringify({ schema: "proofmark/receipt/v1", checkpoint: service.witnessName, quarantined: [] }),
  );
}
