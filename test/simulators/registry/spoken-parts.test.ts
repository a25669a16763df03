import { describe, expect, test } from "vitest";
import { STAND_IN_SPEAKS } from "../../../simulators/registry/hello-answer.ts";
import { RegistryService } from "../../../simulators/registry/registry-service.ts";
import { sha256, verifySignature } from "../../../src/adapters/keys/node-crypto.ts";
import { PART_PAYLOAD_TYPE } from "../../../src/core/evidence/evidence-part.ts";
import { readTrustList } from "../../../src/core/record/trust-list.ts";
import { judgeList, type TrustNoted } from "../../../src/core/record/trust-noted.ts";
import { PAPERS_REQUEST_PAYLOAD_TYPE } from "../../../src/core/requests/papers-messages.ts";
import { REQUEST_PAYLOAD_TYPE } from "../../../src/core/requests/request-messages.ts";
import { TIME_REQUEST_PAYLOAD_TYPE } from "../../../src/core/requests/time-messages.ts";
import {
  TRUST_REQUEST_BYTES_MAX,
  TRUST_REQUEST_PAYLOAD_TYPE,
  type TrustReply,
  trustReplySchema,
} from "../../../src/core/requests/trust-messages.ts";
import { lock } from "../../support/command-world.ts";
import { WITNESS_SEED } from "../../support/delivery-world.ts";
import { eventTextAt, signedBatch } from "../../support/event-batches.ts";
import { ASKING, documentOf, NOW_MS, papersRequest, request, sealed } from "../../support/request-world.ts";
import { SealingStation } from "../../support/sealing-station.ts";
import { bytesOf, messageOf, submissionOf } from "../../support/submissions.ts";

/** Goal: the stand-in answers to all that it says it speaks, and its lists of keys are such as a station takes. */
const ID = "0123456789abcdef0123456789abcdef";
const DAY_MS = 86_400_000;

function standIn(station = new SealingStation(ASKING)) {
  const service = new RegistryService({ witnessSeed: WITNESS_SEED, stations: [station.registration] });
  const ask = (payloadType: string, document: object, signer = station.logSigner) =>
    service.requests.ask(ASKING, sealed(payloadType, document, signer), NOW_MS);
  return { station, service, ask };
}

/** A question of each part, and the schema of what answers it. */
const QUESTIONS: Readonly<Record<string, () => unknown>> = {
  ...Object.fromEntries(
    ["delivery", "records", "withdrawals"].map((part) => [
      part,
      () => {
        const { station, service } = standIn();
        station.seal();
        if (part === "withdrawals") station.withdraw(0);
        const [answer] = service.handle(bytesOf(submissionOf(station, 0)), NOW_MS);
        expect(service.withdrawals).toHaveLength(part === "withdrawals" ? 1 : 0);
        return messageOf(answer);
      },
    ]),
  ),
  witnesses: () => {
    // Asked again without anything new, as by a station whose receipt has too few cosignatures.
    const { station, service } = standIn();
    station.seal();
    service.handle(bytesOf(submissionOf(station, 0)), NOW_MS);
    const size = station.journal.size();
    return messageOf(service.handle(bytesOf(submissionOf(station, size, size)), NOW_MS)[0]);
  },
  commands: () => {
    const { service } = standIn();
    service.orders.give(ASKING, lock(), { by: "Wu", issuedMs: NOW_MS, untilMs: NOW_MS + DAY_MS });
    const [due] = service.orders.due();
    return documentOf(new TextEncoder().encode(due?.message.toString()));
  },
  requests: () => documentOf(standIn().ask(REQUEST_PAYLOAD_TYPE, request()) as Uint8Array),
  papers: () => documentOf(standIn().ask(PAPERS_REQUEST_PAYLOAD_TYPE, papersRequest()) as Uint8Array),
  time: () =>
    documentOf(
      standIn().ask(TIME_REQUEST_PAYLOAD_TYPE, {
        ...{ schema: "proofmark/time-request/v1", station: ASKING, request: ID },
      }) as Uint8Array,
    ),
  events: () => {
    const { station, service } = standIn();
    const batch = signedBatch(station, null, [eventTextAt(ASKING, 1)]);
    return documentOf(service.events.ask(ASKING, batch, NOW_MS) as Uint8Array);
  },
  evidence: () => {
    const { station, service } = standIn();
    const part = {
      ...{ schema: "proofmark/evidence-part/v1", station: ASKING, id: ID, record: "0".repeat(64) },
      ...{ sha256: "1".repeat(64), bytes: 4, at: 0, data: "AAAA" },
    };
    const message = sealed(PART_PAYLOAD_TYPE, part, station.logSigner);
    return documentOf(service.evidence.ask(ASKING, message, NOW_MS) as Uint8Array);
  },
  "trust-list": () => documentOf(standIn().ask(TRUST_REQUEST_PAYLOAD_TYPE, asking()) as Uint8Array),
};
const ANSWERS: Readonly<Record<string, string>> = {
  ...{ delivery: "receipt", records: "receipt", withdrawals: "receipt", witnesses: "receipt" },
  ...{ commands: "command", requests: "reply", papers: "papers-reply", time: "time-reply" },
  ...{ evidence: "evidence-answer", events: "event-answer", "trust-list": "trust-reply" },
};

function asking(changes: object = {}): object {
  return { schema: "proofmark/trust-request/v1", station: ASKING, request: ID, above: 0, ...changes };
}

describe("the registry stand-in", () => {
  test.each(Object.keys(STAND_IN_SPEAKS))("answers what it says that it speaks: %s", (part) => {
    expect(QUESTIONS[part]?.()).toMatchObject({ schema: `proofmark/${ANSWERS[part]}/v1` });
  });
});

describe("its lists of keys", () => {
  const replyOf = (bytes: Uint8Array | null): TrustReply =>
    trustReplySchema.parse(documentOf(bytes ?? new Uint8Array()));

  test("RP-197 RP-198 are taken by a station, name its keys and the witness, and are not sent twice", () => {
    const { station, service, ask } = standIn();
    const first = replyOf(ask(TRUST_REQUEST_PAYLOAD_TYPE, asking()));
    const judged = judgedBy(station, first.list ?? "", null);
    if (judged.kind !== "new") throw new Error(JSON.stringify(judged));
    expect(judged.noted.number).toBe(first.newest?.number);
    expect(judged.noted.sha256).toBe(first.newest?.sha256);
    const read = readTrustList({ text: first.list ?? "", digest: sha256, verify: verifySignature });
    if (read.kind !== "trusted") throw new Error("it is one");
    expect(read.list.keys.map(({ role, keyId }) => [role, keyId])).toEqual([
      ["record", station.recordSigner.keyId],
      ["log", station.logSigner.keyId],
      ["witness", expect.any(String)],
    ]);
    expect(Buffer.from(read.list.keys[2]?.spki ?? []).equals(service.witnessSpki)).toBe(true);
    const again = replyOf(ask(TRUST_REQUEST_PAYLOAD_TYPE, asking({ above: judged.noted.number })));
    expect([again.newest, again.list]).toEqual([first.newest, null]);
    // The one before is asked for anew by its number.
    expect(replyOf(ask(TRUST_REQUEST_PAYLOAD_TYPE, asking({ above: 1 }))).list).toBe(first.list);
  });

  test("RP-200 after a restart and after half of its time there is a newer one, by the same authority", () => {
    const station = new SealingStation(ASKING);
    const message = sealed(TRUST_REQUEST_PAYLOAD_TYPE, asking(), station.logSigner);
    let held: TrustNoted | null = null;
    const numbers: number[] = [];
    const service = standIn(station).service;
    for (const [requests, atMs] of [
      [service.requests, NOW_MS],
      [service.requests, NOW_MS + 14 * DAY_MS],
      [service.requests, NOW_MS + 16 * DAY_MS],
      [standIn(station).service.requests, NOW_MS + 17 * DAY_MS],
    ] as const) {
      const { list } = replyOf(requests.ask(ASKING, message, atMs));
      const judged = judgedBy(station, list ?? "", held, atMs);
      if (judged.kind === "new") held = judged.noted;
      expect(judged.kind).not.toBe("refused");
      numbers.push(held?.number ?? 0);
    }
    const [one = 0, same, later = 0, last = 0] = numbers;
    expect([one === same, later > one, last > later]).toEqual([true, true, true]);
  });

  test("RP-196 a stranger, another topic and what is too large hear nothing", () => {
    const { station, service, ask } = standIn();
    const stranger = new SealingStation("HB-WH-0099");
    expect(ask(TRUST_REQUEST_PAYLOAD_TYPE, asking(), stranger.logSigner)).toBeNull();
    expect(ask(TRUST_REQUEST_PAYLOAD_TYPE, asking({ station: "HB-WH-0043" }))).toBeNull();
    for (const wrong of [{ above: -1 }, { above: "0" }, { request: "x" }, { more: 1 }])
      expect(ask(TRUST_REQUEST_PAYLOAD_TYPE, asking(wrong))).toBeNull();
    const message = sealed(TRUST_REQUEST_PAYLOAD_TYPE, asking(), station.logSigner);
    expect(service.requests.ask("HB-WH-0043", message, NOW_MS)).toBeNull();
    const large = new Uint8Array(TRUST_REQUEST_BYTES_MAX + 1).fill(32);
    large.set(message);
    expect(service.requests.ask(ASKING, large, NOW_MS)).toBeNull();
  });
});

function judgedBy({ station }: SealingStation, text: string, held: TrustNoted | null, nowMs = NOW_MS) {
  const check = { digest: sha256, verify: verifySignature };
  return judgeList({ ...check, station, authority: null, held, nowMs }, text);
}
