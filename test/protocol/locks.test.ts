import { expect, test } from "vitest";
import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import { MemoryJournalStore } from "../../src/adapters/disk/memory-journal-store.ts";
import { createDeterministicSigner } from "../../src/adapters/keys/deterministic-signer.ts";
import { sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import {
  type Acknowledgement,
  acknowledgementSchema,
  COMMAND_PAYLOAD_TYPE,
  type CommandDocument,
  type CommandOrder,
} from "../../src/core/commands/command-messages.ts";
import { toHex } from "../../src/core/record/base64.ts";
import { formatEnvelope, pae, parseEnvelope } from "../../src/core/record/dsse.ts";
import type { CommandLink, CommandLinkListener } from "../../src/ports/command-link.ts";
import { CommandDesk } from "../../src/station/command-desk.ts";
import { logSigner, TOY_STATION, toyRegistry, toyStation } from "../support/toy-station.ts";

/** Section 21, in a whole station: what the registry orders holds from the moment that it is durable, over restarts, and only where the registry's key signed it. */
const WHY = { zh: "复核。", en: "A check." };
const LOCK: CommandOrder = { kind: "lock", of: { what: "station" }, why: WHY };
const UNLOCK: CommandOrder = { kind: "unlock", of: { what: "station" }, why: WHY };
const registrySigner = createDeterministicSigner("the registry of commands", "ed25519");

class HandLink implements CommandLink {
  readonly heard: Acknowledgement[] = [];
  #listener: CommandLinkListener | null = null;

  open(listener: CommandLinkListener): void {
    this.#listener = listener;
  }

  send(message: Uint8Array): void {
    const parsed = parseEnvelope(new TextDecoder().decode(message));
    if (parsed.kind === "malformed") throw new Error("an acknowledgement is an envelope");
    const { payloadType, payload, signatures } = parsed.envelope;
    const signature = signatures[0]?.signature ?? new Uint8Array();
    if (!verifySignature("ed25519", logSigner.publicKeySpki, pae(payloadType, payload), signature))
      throw new Error("an acknowledgement is signed by the log key");
    this.heard.push(acknowledgementSchema.parse(JSON.parse(new TextDecoder().decode(payload))));
  }

  close(): void {
    this.#listener = null;
  }

  up(): void {
    this.#listener?.onLink(true);
  }

  bring(message: Uint8Array): void {
    this.#listener?.onMessage(message);
  }
}

/** A command, and the id that the next one names. */
function command(number: number, before: string | null, order: CommandOrder, signer = registrySigner) {
  const document: CommandDocument = {
    schema: "proofmark/command/v1",
    ...{ station: TOY_STATION, number, before, by: "Wu", order },
    issued: "2026-01-05T07:59:00.000Z",
    until: "2026-02-05T07:59:00.000Z",
  };
  const payload = new TextEncoder().encode(JSON.stringify(document));
  const signed = pae(COMMAND_PAYLOAD_TYPE, payload);
  let signature = new Uint8Array();
  signer.sign(signed, (result) => {
    if (result.kind === "signed") signature = new Uint8Array(result.signature);
  });
  const envelope = {
    payloadType: COMMAND_PAYLOAD_TYPE,
    payload,
    signatures: [{ keyId: signer.keyId, signature }],
  };
  return { id: toHex(sha256(signed)), message: new TextEncoder().encode(formatEnvelope(envelope)) };
}

function started(store = new MemoryJournalStore(), clock = new VirtualClock()) {
  const link = new HandLink();
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const commands = new CommandDesk({
    ...{
      station: TOY_STATION,
      link,
      sites: ["lane-1"],
      fetchesLists: false,
      books: null,
      evidence: null,
      clock,
      logSigner,
      log,
    },
    ...{ digest: sha256, verifySignature, witness: { spki: registrySigner.publicKeySpki } },
  });
  const toy = toyStation({ store, clock, registry: toyRegistry(), changes: { commands } });
  toy.station.start();
  clock.advanceBy(100);
  link.up();
  const bring = (message: Uint8Array): void => {
    link.bring(message);
    clock.advanceBy(100);
  };
  const opens = (): string => {
    const opening = toy.open();
    return opening?.kind === "refused" ? opening.reason.code : "opened";
  };
  return { ...toy, store, clock, link, commands, bring, opens };
}

test("RP-213 under a lock no new job begins, one that runs goes on to its record, and the unlock ends it", () => {
  const { bring, opens, link, scale, clock, records } = started();
  expect(opens()).toBe("opened");
  const lock = command(1, null, LOCK);
  bring(lock.message);
  expect(link.heard.at(-1)?.answer?.outcome).toEqual({ kind: "taken" });
  for (let i = 0; i < 3; i++) scale.weigh("100", clock.monoMs());
  clock.advanceBy(1000);
  expect(records.some((line) => line.startsWith("sealed"))).toBe(true);
  expect(opens()).toBe("COMMAND_LOCKED");
  bring(command(2, lock.id, UNLOCK).message);
  expect(opens()).toBe("opened");
});

test("a lock holds after a restart from the journal alone, and the next number is known", () => {
  const { bring, store, clock } = started();
  const lock = command(1, null, LOCK);
  bring(lock.message);
  // The process is gone; nobody stopped it.
  const again = started(store, clock);
  expect(again.opens()).toBe("COMMAND_LOCKED");
  expect(again.link.heard[0]?.last).toEqual({ number: 1, command: lock.id });
  again.bring(command(2, lock.id, UNLOCK).message);
  expect(again.opens()).toBe("opened");
});

test("what another key signed orders nothing, and what is not whole orders nothing", () => {
  const { bring, opens, link } = started();
  const { message } = command(1, null, LOCK, logSigner);
  const before = link.heard.length;
  bring(message);
  bring(command(1, null, LOCK).message.slice(0, -9));
  expect([link.heard.length, opens()]).toEqual([before, "opened"]);
});

test("a command that is brought ten times stands in the journal once", () => {
  const { bring, store, link } = started();
  const { message } = command(1, null, LOCK);
  bring(message);
  const size = store.size();
  for (let i = 0; i < 9; i++) bring(message);
  expect(store.size()).toBe(size);
  expect(link.heard.filter(({ answer }) => answer?.outcome.kind === "taken")).toHaveLength(10);
});
