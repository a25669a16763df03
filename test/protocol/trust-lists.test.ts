import { describe, expect, test } from "vitest";
import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import { MemoryJournalStore } from "../../src/adapters/disk/memory-journal-store.ts";
import { sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import type { JournalEntry } from "../../src/core/journal/entry.ts";
import { readEntry } from "../../src/core/journal/read-entry.ts";
import { decodeBase64 } from "../../src/core/record/base64.ts";
import { parseEnvelope } from "../../src/core/record/dsse.ts";
import { readTrustList } from "../../src/core/record/trust-list.ts";
import { excerptsOf } from "../../src/core/registry/list-excerpts.ts";
import { TRUST_ASKING } from "../../src/core/requests/trust-asking.ts";
import { TRUST_REPLY_BYTES_MAX, TRUST_REQUEST_BYTES_MAX } from "../../src/core/requests/trust-messages.ts";
import { TrustKeeper } from "../../src/station/trust-keeper.ts";
import { WITNESS } from "../support/registry-rig.ts";
import { SealingStation } from "../support/sealing-station.ts";
import { logSigner, recordSigner, TOY_STATION, toyRegistry, toyStation } from "../support/toy-station.ts";
import { LISTED_MS, TrustWorld } from "../support/trust-world.ts";

/** Section 22: the list of keys at a station. */
const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };
const DAY_MS = 86_400_000;
const LOST = { fromMs: LISTED_MS - 1, why: "lost" } as const;

/** A whole station with its journal, and a registry that answers about lists. */
function life(options: { authority?: string; store?: MemoryJournalStore; world?: TrustWorld } = {}) {
  const { store = new MemoryJournalStore() } = options;
  const clock = new VirtualClock();
  const world = options.world ?? new TrustWorld(TOY_STATION, logSigner, recordSigner);
  const registry = toyRegistry();
  const trust = new TrustKeeper({
    ...{ station: TOY_STATION, clock, timers: clock, entropy: () => 0.5, log: SILENT },
    ...{ logSigner, recordSigner, digest: sha256, verifySignature, witness: WITNESS },
    ...{ link: world.link, file: world.file, authority: options.authority ?? null },
  });
  const rig = toyStation({ store, clock, registry, changes: { trust } });
  rig.station.start();
  clock.advanceBy(1);
  const fetch = (): void => {
    world.link.set(false);
    clock.advanceBy(TRUST_ASKING.freshMs);
    world.link.set(true);
    clock.advanceBy(TRUST_ASKING.spreadMs);
  };
  const words = () => trust.words().map(({ why }) => why.code);
  const why = () =>
    trust.words().map(({ why: { code, params } }) => {
      const { because } = params as { readonly because?: { readonly code: string } };
      return because?.code ?? code;
    });
  return { ...rig, clock, store, world, trust, fetch, words, why };
}

const listsIn = (store: MemoryJournalStore): readonly number[] =>
  [...store.read(0)].flatMap((bytes) => {
    const entry: JournalEntry | null = readEntry(bytes);
    return entry?.type === "trust-list-taken" ? [entry.list.number] : [];
  });

describe("the list of keys at a station", () => {
  test("RP-196 who has a log key of the station may ask, a revoked one too, at its own topic and in few bytes", () => {
    const { world, fetch } = life();
    world.publish();
    fetch();
    const [request = new Uint8Array()] = world.asked;
    expect(request.length).toBeLessThanOrEqual(TRUST_REQUEST_BYTES_MAX);
    expect(world.answer(request)).not.toBeNull();
    expect(world.answer(request, "HB-WH-0043")).toBeNull();
    expect(new TrustWorld(TOY_STATION, new SealingStation().logSigner).answer(request)).toBeNull();
  });

  test("RP-197 a reply names the newest list and has the file where the station has another", () => {
    const { world, fetch, clock } = life();
    const replies: { newest: { number: number } | null; list: string | null }[] = [];
    const answer = world.answer.bind(world);
    world.answer = (request) => {
      const reply = answer(request);
      const parsed = parseEnvelope(new TextDecoder().decode(reply ?? new Uint8Array()));
      if (parsed.kind !== "envelope") throw new Error("no envelope");
      replies.push(JSON.parse(new TextDecoder().decode(parsed.envelope.payload)));
      return reply;
    };
    fetch();
    world.publish();
    fetch();
    clock.advanceBy(DAY_MS);
    expect(replies.map(({ newest, list }) => [newest?.number ?? null, list === null])).toEqual([
      [null, true],
      [1, false],
      [1, true],
    ]);
    expect(world.file.text).toBe(world.kept?.text);
  });

  test("RP-198 a station's part has its own keys and all witnesses, is signed as a list, and stays small whatever the country has", () => {
    const key = { algorithm: "ed25519" as const, spki: "A".repeat(124), notBefore: "", notAfter: "" };
    const of = (station: string, role: "log" | "record", at: number) => ({
      ...{ ...key, station, role, name: station },
      keyId: `${station} ${role} ${at}`,
    });
    const listed = Array.from({ length: 200 }, (_none, at) => [
      ...Array.from({ length: at === 7 ? 40 : 2 }, (_no, place) => of(`S-${at}`, "log", place)),
      of(`S-${at}`, "record", 0),
    ]).flat();
    const witness = { ...key, role: "witness" as const, station: null, name: "w", keyId: "w" };
    const list = {
      ...{ schema: "proofmark/trust-list/v1" as const, number: 3, issued: "", validTo: "" },
      keys: [...listed, witness],
    };
    const excerpts = excerptsOf(list, "ab".repeat(32));
    expect(excerpts.size).toBe(200);
    const names = excerpts.get("S-7")?.keys.map(({ keyId }) => keyId) ?? [];
    expect(names).toHaveLength(16 + 1 + 1);
    expect(names).toContain("S-7 log 39");
    expect(names).toContain("w");
    for (const [station, { excerpt, keys, number }] of excerpts) {
      expect([excerpt, number]).toEqual([{ station, of: "ab".repeat(32) }, 3]);
      expect(keys.every((one) => one.station === station || one.role === "witness")).toBe(true);
    }
    const { world, fetch } = life();
    world.publish();
    fetch();
    const read = readTrustList({ text: world.file.text ?? "", digest: sha256, verify: verifySignature });
    expect(read).toMatchObject({ kind: "trusted", list: { number: 1, excerpt: { station: TOY_STATION } } });
    const [request = new Uint8Array()] = world.asked;
    expect(world.answer(request)?.length).toBeLessThan(TRUST_REPLY_BYTES_MAX);
  });

  test.each([
    ["it ended", { issuedMs: LISTED_MS - 60 * DAY_MS }, "TRUST_LIST_ENDED"],
    ["it is of days to come", { issuedMs: LISTED_MS + 2 * DAY_MS }, "TRUST_LIST_EARLY"],
    ["it is another station's", { forged: asOf("HB-WH-0043") }, "TRUST_LIST_NOT_OURS"],
    ["it has no number", { forged: unnumbered }, "TRUST_LIST_NOT_OURS"],
    ["another authority signed it", { by: "a stranger" }, "TRUST_LIST_OF_OTHER"],
  ] as const)("RP-199 a list is not taken where %s", (_why, listing, code) => {
    const on = life();
    on.world.publish();
    on.fetch();
    expect(listsIn(on.store)).toEqual([1]);
    on.world.publish({ ...listing, number: 2 });
    on.fetch();
    expect([listsIn(on.store), on.why()]).toEqual([[1], [code]]);
    expect(decodeBase64(JSON.parse(on.world.file.text ?? "{}").authority)).not.toBeNull();
    // What is told goes away with a list that is good.
    on.world.publish({ number: 3 });
    on.fetch();
    expect([listsIn(on.store), on.words()]).toEqual([[1, 3], []]);
  });

  test("RP-199 the authority that the station file names counts from the first list on, and a reply that no witness signed says nothing", () => {
    const on = life({ authority: "cd".repeat(32) });
    on.world.publish();
    on.fetch();
    expect([listsIn(on.store), on.why()]).toEqual([[], ["TRUST_LIST_OF_OTHER"]]);
    const other = life();
    other.world.publish();
    other.world.isSilent = true;
    other.fetch();
    const [request = new Uint8Array()] = other.world.asked;
    const forged = { ...WITNESS, keyId: WITNESS.keyId, sign: () => new Uint8Array(64) };
    const bad = other.world.answer(request, TOY_STATION, forged as never);
    other.world.link.hear(bad ?? new Uint8Array());
    expect(listsIn(other.store)).toEqual([]);
    const good = other.world.answer(request) ?? new Uint8Array();
    other.world.link.hear(good);
    other.world.link.hear(good);
    expect(listsIn(other.store)).toEqual([1]);
  });

  test("RP-200 an older list, or another of the same number, is told and changes nothing, with the file or without", () => {
    for (const isLost of [false, true]) {
      const on = life();
      on.world.publish({ number: 6 });
      const older = on.world.kept;
      const held = on.world.publish({ number: 7 });
      on.fetch();
      if (isLost) on.world.file.text = null;
      on.world.kept = older;
      on.fetch();
      expect([listsIn(on.store), on.why()]).toEqual([[7], ["TRUST_LIST_OLDER"]]);
      on.world.publish({ number: 7, issuedMs: LISTED_MS + 1 });
      on.fetch();
      expect([listsIn(on.store), on.why()]).toEqual([[7], ["TRUST_LIST_FORKED"]]);
      expect(on.world.file.text).toBe(isLost ? null : held.text);
      // The one that is held, again: the file comes back, and nothing is noted twice.
      on.world.kept = held;
      on.fetch();
      expect([listsIn(on.store), on.why()]).toEqual([[7], []]);
      expect(on.world.file.text).toBe(held.text);
    }
  });

  test("RP-201 the journal has number and hash before the file has the list, and a start goes on from there", () => {
    const on = life();
    const order: string[] = [];
    const { append } = on.store;
    on.store.append = (records, durable) => {
      const isList = records.some((bytes) => readEntry(bytes)?.type === "trust-list-taken");
      append.call(on.store, records, (index) => {
        if (isList) order.push("durable");
        durable(index);
      });
    };
    const { write } = on.world.file;
    on.world.file.write = (text) => {
      order.push("file");
      write(text);
    };
    on.world.publish({ revoked: { record: LOST } });
    on.world.file.isBroken = true;
    on.fetch();
    expect(order).toEqual(["durable", "file"]);
    expect(on.words()).toEqual(["OWN_KEY_REVOKED", "TRUST_LIST_UNKEPT"]);
    const again = life({ store: on.store, world: on.world });
    expect(again.words()).toEqual(["OWN_KEY_REVOKED"]);
    on.world.file.isBroken = false;
    again.fetch();
    expect([listsIn(on.store), on.world.file.text]).toEqual([[1], on.world.kept?.text]);
  });

  test.each(["record", "log"] as const)(
    "RP-202 a station whose %s key is revoked begins nothing, and ends what it began",
    (role) => {
      const on = life();
      expect(on.open()).toMatchObject({ kind: "opened" });
      on.clock.advanceBy(1);
      on.world.publish({ revoked: { [role]: LOST } });
      on.fetch();
      const refused = {
        kind: "refused",
        about: "station",
        reason: { code: "OWN_KEY_REVOKED", params: { role, why: "lost", list: 1 } },
      };
      expect(on.open("exam")).toMatchObject(refused);
      for (let at = 0; at < 3; at++) {
        on.scale.weigh("800", on.clock.monoMs());
        on.clock.advanceBy(1000);
      }
      expect(on.records.filter((line) => line.startsWith("sealed"))).toHaveLength(1);
      expect(on.open()).toMatchObject(refused);
      expect(on.station.screen.snapshot().station.keys).toMatchObject([
        { code: "OWN_KEY_REVOKED", stops: true },
      ]);
      // From an instant to come on it signs until then.
      const later = life();
      later.world.publish({ revoked: { [role]: { ...LOST, fromMs: LISTED_MS + DAY_MS } } });
      later.fetch();
      expect(later.words()).toEqual([]);
      later.clock.advanceBy(DAY_MS);
      expect(later.open()).toMatchObject(refused);
    },
  );

  test("RP-203 a receipt that a witness cosigned after its key was revoked is not taken, one from before is", () => {
    const on = life();
    const fromMs = LISTED_MS + DAY_MS;
    on.world.publish({ forged: witnessRevoked(fromMs) });
    on.fetch();
    expect(on.trust.whyNoReceipt(fromMs - 1)).toBeNull();
    expect(on.trust.whyNoReceipt(fromMs)).toMatchObject({ code: "RECEIPT_WITNESS_REVOKED" });
    on.clock.advanceBy(DAY_MS);
    expect(on.words()).toEqual(["WITNESS_REVOKED"]);
  });

  test("RP-204 it is asked soon after the link came up, once a day, at a strange witness, and more seldom where nobody answers", () => {
    const on = life();
    const asked = (forMs: number): number => {
      const before = on.world.asked.length;
      on.clock.advanceBy(forMs);
      return on.world.asked.length - before;
    };
    on.world.publish();
    on.world.link.set(true);
    expect([asked(TRUST_ASKING.spreadMs / 2 - 1), asked(1)]).toEqual([0, 1]);
    // A link that flaps asks nothing anew, and the day goes on from the answer.
    on.world.link.set(false);
    on.world.link.set(true);
    on.trust.noteStrangeWitness();
    expect([asked(TRUST_ASKING.freshMs), asked(DAY_MS - TRUST_ASKING.freshMs)]).toEqual([0, 1]);
    expect(asked(TRUST_ASKING.freshMs)).toBe(0);
    on.trust.noteStrangeWitness();
    on.trust.noteStrangeWitness();
    expect(on.world.asked).toHaveLength(3);
    on.world.isSilent = true;
    expect(asked(DAY_MS)).toBe(1);
    const asksOfADay = asked(DAY_MS);
    expect(asksOfADay).toBeGreaterThan(20);
    expect(asksOfADay).toBeLessThan(48);
  });
});

function asOf(station: string) {
  return <List extends { readonly excerpt?: { of: string } }>(list: List): List => ({
    ...list,
    excerpt: { station, of: list.excerpt?.of ?? "" },
  });
}

function unnumbered<List extends { readonly number?: number }>({ number: _none, ...list }: List): List {
  return list as List;
}

function witnessRevoked(fromMs: number) {
  return <List extends { readonly keys: readonly { readonly role: string }[] }>(list: List): List => ({
    ...list,
    keys: list.keys.map((key) =>
      key.role === "witness"
        ? { ...key, revoked: { from: new Date(fromMs).toISOString(), why: "compromised" } }
        : key,
    ),
  });
}
