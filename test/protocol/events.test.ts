import { describe, expect, test } from "vitest";
import { RegistryService } from "../../simulators/registry/registry-service.ts";
import { createDeterministicSigner } from "../../src/adapters/keys/deterministic-signer.ts";
import { sha256 } from "../../src/adapters/keys/node-crypto.ts";
import { BATCH_BYTES_MAX, EVENTS_MAX } from "../../src/core/events/event-batch.ts";
import { firstKey } from "../../src/core/registry/following-keys.ts";
import { emptyHead } from "../../src/core/registry/log-resumption.ts";
import { WITNESS_SEED } from "../support/delivery-world.ts";
import { answerIn, CoreEventBook, eventTextAt, heldAt, signedBatch } from "../support/event-batches.ts";
import { SealingStation } from "../support/sealing-station.ts";

/** Section 20, at the registry: the stand-in and the registry's own code answer alike. */
const station = new SealingStation("TEST-0001");
const other = new SealingStation("TEST-0002");
const AT_MS = Date.UTC(2026, 10, 29);

const BOOKS = {
  "the stand-in": () =>
    new RegistryService({
      witnessSeed: WITNESS_SEED,
      stations: [station.registration, other.registration],
    }).events,
  "the registry": () =>
    new CoreEventBook((name) => {
      const of = [station, other].find(({ station: known }) => known === name);
      if (of === undefined) return undefined;
      const { logSigner, recordSigner } = of;
      return {
        ...{ station: name, branch: 0, head: emptyHead(sha256) },
        log: firstKey({ keyId: logSigner.keyId, spki: logSigner.publicKeySpki }),
        record: firstKey({ keyId: recordSigner.keyId, spki: recordSigner.publicKeySpki }),
      };
    }),
};

const texts = [3, 5, 9].map((index) => eventTextAt(station.station, index));
const at = (index: number, part = 0, job = "J-1"): string => eventTextAt(station.station, index, job, part);

describe.each(Object.entries(BOOKS))("events at %s", (_name, make) => {
  /** `held`: places of the events that are held before. */
  const asked = (message: Uint8Array, held: readonly string[] = texts, topic: string = station.station) => {
    const book = make();
    if (held.length > 0) book.ask(station.station, signedBatch(station, null, held), AT_MS);
    const answer = book.ask(topic, message, AT_MS);
    return {
      ...(answer === null ? { answer: null, held: null, batch: null } : answerIn(answer)),
      kept: book.events(station.station).map(({ text }) => text),
      gaps: book.gaps(station.station),
    };
  };

  test("RP-174 the registry says nothing to a batch that the log key of its topic's station did not sign, or that is too large", () => {
    const strangers = createDeterministicSigner("somebody else", "ed25519");
    const wrong: readonly [Uint8Array, string?][] = [
      [signedBatch(station, 9, [at(10)], { signer: strangers })],
      [signedBatch(station, 9, [at(10)], { signer: other.logSigner })],
      [signedBatch(other, null, [eventTextAt(other.station, 1)])],
      [signedBatch(station, 9, [at(10)]), other.station],
      [signedBatch(station, 9, [at(10)]), "TEST-0003"],
      [signedBatch(station, 9, ["x".repeat(BATCH_BYTES_MAX)])],
      [
        signedBatch(
          station,
          9,
          Array.from({ length: EVENTS_MAX + 1 }, (_none, n) => at(10 + n)),
        ),
      ],
      [signedBatch(station, 9, [at(10)], { more: { more: 1 } })],
      [signedBatch(station, 9, [at(10)]).subarray(1)],
    ];
    for (const [message, topic] of wrong)
      expect(asked(message, texts, topic)).toMatchObject({ answer: null, kept: texts });
    const most = Array.from({ length: EVENTS_MAX }, (_none, n) => at(10 + n));
    expect(asked(signedBatch(station, 9, most)).kept).toEqual([...texts, ...most]);
  });

  test("RP-175 events that do not follow each other, or are of no form, are malformed, and nothing of them is stored", () => {
    const spaced = JSON.stringify(JSON.parse(at(10)), null, 1);
    const ofOther = eventTextAt(other.station, 10);
    const noForm = at(10).replace("proofmark/event/v1", "proofmark/event/v9");
    const wrong = [
      [at(12), at(11)],
      [at(10), at(10)],
      [at(10), at(10, 2)],
      [at(10, 1)],
      [at(9, 2)],
      ...[[spaced], [ofOther], [noForm], ["{}"], [`${at(10)} `]],
    ];
    for (const events of wrong)
      expect(asked(signedBatch(station, 9, events)), events[0]).toMatchObject({
        ...{ answer: "malformed", kept: texts, held: heldAt(at(9)) },
      });
    const right = [at(9, 1), at(9, 2), at(10), at(10, 1), at(40)];
    expect(asked(signedBatch(station, 9, right))).toMatchObject({
      ...{ answer: "taken", kept: [...texts, ...right] },
    });
  });

  test("RP-176 a batch without events is answered with the last event that is held, by place and hash, and the answer names the message", () => {
    const question = signedBatch(station, null, []);
    expect(asked(question, [])).toMatchObject({ answer: "held", held: null });
    expect(asked(question)).toMatchObject({ answer: "held", held: heldAt(at(9)), kept: texts });
    expect(asked(question).batch).toBe(Buffer.from(sha256(question)).toString("hex"));
  });

  test("RP-177 a batch that goes on from what is held is stored", () => {
    expect(asked(signedBatch(station, null, texts), [])).toMatchObject({
      ...{ answer: "taken", held: heldAt(at(9)), kept: texts },
    });
    expect(asked(signedBatch(station, 9, [at(12), at(12, 1)]))).toMatchObject({
      ...{ answer: "taken", held: heldAt(at(12, 1)), kept: [...texts, at(12), at(12, 1)] },
    });
  });

  test("RP-178 of events of which some are held the others are stored, and none twice", () => {
    for (const [after, events] of [
      [null, texts],
      [3, [at(5), at(9)]],
      [null, [at(3)]],
      [3, [at(5)]],
    ] as const)
      expect(asked(signedBatch(station, after, events))).toMatchObject({
        ...{ answer: "taken", held: heldAt(at(9)), kept: texts },
      });
    for (const [after, events] of [
      [null, [...texts, at(12)]],
      [5, [at(9), at(12)]],
    ] as const)
      expect(asked(signedBatch(station, after, events))).toMatchObject({
        ...{ answer: "taken", held: heldAt(at(12)), kept: [...texts, at(12)] },
      });
    // An entry that gives one more than was held is no fork: what is held is the same.
    expect(asked(signedBatch(station, 5, [at(9), at(9, 1)]))).toMatchObject({
      ...{ answer: "taken", kept: [...texts, at(9, 1)] },
    });
  });

  test("RP-179 another event at a place that is held, or one that is left out, is told, and nothing is stored", () => {
    for (const [after, events] of [
      [5, [at(9, 0, "J-2")]],
      [5, [at(9, 0, "J-2"), at(12)]],
      [null, [at(3), at(5, 0, "J-2")]],
      [null, [at(3), at(9), at(12)]],
      [null, [at(3), at(5), at(12)]],
      [null, [at(3), at(4)]],
      [null, [at(12)]],
      [4, [at(5), at(9)]],
      [4, [at(5), at(9), at(12)]],
    ] as const)
      expect(asked(signedBatch(station, after, events)), `${after} ${events[0]}`).toMatchObject({
        ...{ answer: "other", kept: texts, held: heldAt(at(9)) },
      });
  });

  test("RP-180 a batch that begins behind what is held is told what is held, and nothing is stored", () => {
    for (const [after, held] of [
      [12, texts],
      [0, []],
    ] as const)
      expect(asked(signedBatch(station, after, [at(20)]), held)).toMatchObject({
        ...{ answer: "elsewhere", kept: held, held: held.length === 0 ? null : heldAt(at(9)) },
      });
  });

  test("RP-183 entries that the journal had let go are told, and kept as a gap before the event that follows", () => {
    expect(asked(signedBatch(station, 9, [at(40), at(41)], { goneBelow: 30 }))).toMatchObject({
      ...{ answer: "taken", kept: [...texts, at(40), at(41)] },
      gaps: [{ after: { index: 9, part: 0 }, goneBelow: 30 }],
    });
    expect(asked(signedBatch(station, null, [at(40)], { goneBelow: 40 }), [])).toMatchObject({
      ...{ answer: "taken", gaps: [{ after: null, goneBelow: 40 }] },
    });
    for (const [after, index, goneBelow] of [
      [9, 20, 30],
      [9, 40, 9],
      [9, 40, 5],
    ] as const)
      expect(asked(signedBatch(station, after, [at(index)], { goneBelow }))).toMatchObject({
        ...{ answer: "malformed", kept: texts, gaps: [] },
      });
  });
});
