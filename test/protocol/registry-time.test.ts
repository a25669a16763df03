import { describe, expect, test } from "vitest";
import { SeededRandom } from "../../simulators/kit/seeded-random.ts";
import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import { MemoryRequestLink } from "../../simulators/registry/memory-request-link.ts";
import { sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import { firstKey } from "../../src/core/registry/following-keys.ts";
import { emptyHead } from "../../src/core/registry/log-resumption.ts";
import { signedMessage } from "../../src/core/requests/signed-message.ts";
import {
  TIME_REPLY_PAYLOAD_TYPE,
  TIME_REQUEST_PAYLOAD_TYPE,
  takeTimeRequest,
  timeReply,
} from "../../src/core/requests/time-messages.ts";
import { measuredTime, type TimeSample, withSample } from "../../src/core/time/registry-time.ts";
import { TimeAsker } from "../../src/station/time-asker.ts";
import { WITNESS } from "../support/registry-rig.ts";
import { SealingStation } from "../support/sealing-station.ts";
import { logSigner, TOY_STATION, toyRegistry } from "../support/toy-station.ts";

/** Section 19: what the registry says of the time. The registry's side is tried in the stand-in and in the product's own words. */
const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };

interface Way {
  readonly aheadMs?: number;
  readonly latencyMs?: number;
  readonly tamper?: (direction: "up" | "down", message: Uint8Array) => readonly Uint8Array[];
}

/** A station that asks for `forMs`, and what it made of the answers. */
function asked({ aheadMs = 0, latencyMs = 5, tamper }: Way, forMs = 10_000) {
  const clock = new VirtualClock();
  const registry = toyRegistry();
  const random = new SeededRandom(3, "time");
  const samples: TimeSample[] = [];
  const way = { station: TOY_STATION, requests: registry.requests, clock, timers: clock, random };
  const link = new MemoryRequestLink({
    ...way,
    latencyMs,
    registryWallMs: () => clock.wallMs() - clock.wrongByMs + aheadMs,
  });
  if (tamper !== undefined) link.intercept(tamper);
  const asker = new TimeAsker({
    ...{ station: TOY_STATION, link, clock, timers: clock, entropy: () => random.unit(), log: SILENT },
    ...{ logSigner, digest: sha256, verifySignature, witness: { spki: registry.witnessSpki } },
  });
  let heard = 0;
  asker.start(
    (sample) => samples.push(sample),
    () => {
      heard += 1;
    },
  );
  const askedFor: boolean[] = [];
  for (let atMs = 0; atMs < forMs; atMs += 100) {
    clock.advanceBy(100);
    askedFor.push(asker.isAsking);
  }
  return { samples, clock, link, askedFor, heard };
}

const trueOffset = (clock: VirtualClock): number => clock.wallMs() - clock.wrongByMs - clock.monoMs();

describe("the time of the registry", () => {
  test("RP-169 a reply counts once, for a question of 128 random bits that is in flight, signed by the witness", () => {
    expect(asked({}).samples).toHaveLength(3);
    const doubled = asked({ tamper: (direction, one) => (direction === "down" ? [one, one] : [one]) });
    expect(doubled.samples).toHaveLength(3);
    expect(doubled.heard).toBe(3);
    let first: Uint8Array | null = null;
    const replayed = asked({
      tamper: (direction, one) => {
        if (direction === "up") return [one];
        first ??= one;
        return [first];
      },
    });
    expect(replayed.samples).toHaveLength(1);
    expect(replayed.heard).toBe(1);
    // By a stranger, and under the name of the witness.
    for (const keyId of [new SealingStation().logSigner.keyId, WITNESS.keyId]) {
      const forged = asked({
        tamper: (direction, one) => {
          if (direction === "up") return [one];
          const { payload } = JSON.parse(Buffer.from(one).toString());
          const document = JSON.parse(Buffer.from(payload, "base64").toString());
          return [
            signedMessage(TIME_REPLY_PAYLOAD_TYPE, document, [{ keyId, sign: () => new Uint8Array(64) }]),
          ];
        },
      });
      expect(forged.samples).toEqual([]);
      expect(forged.heard).toBe(0);
    }
  });

  test("RP-170 the registry answers whatever the station's clock says, and only what its log key signed at its own topic", () => {
    const station = new SealingStation("HB-WH-0042");
    const { logKeySpki, recordKeySpki } = station.registration;
    const account = {
      ...{ station: station.station, branch: 0, head: emptyHead(sha256) },
      log: firstKey({ keyId: station.logSigner.keyId, spki: logKeySpki }),
      record: firstKey({ keyId: station.recordSigner.keyId, spki: recordKeySpki }),
    };
    const check = { digest: sha256, verify: verifySignature };
    const document = {
      ...{ schema: "proofmark/time-request/v1" as const, station: station.station },
      request: "ab".repeat(16),
    };
    // The witness's key stands in for a log key here: what counts is that the account names it.
    const signed = signedMessage(TIME_REQUEST_PAYLOAD_TYPE, document, [WITNESS]);
    const own = { ...account, log: firstKey({ keyId: WITNESS.keyId, spki: WITNESS.spki }) };
    expect(takeTimeRequest(signed, station.station, own, check)).toEqual(document);
    expect(takeTimeRequest(signed, station.station, account, check)).toBeNull();
    expect(takeTimeRequest(signed, "HB-WH-0043", { ...own, station: "HB-WH-0043" }, check)).toBeNull();
    expect(takeTimeRequest(signed, station.station, undefined, check)).toBeNull();
    expect(timeReply(document, 1_000).issued).toBe("1970-01-01T00:00:01.000Z");
    expect(asked({ aheadMs: 315_576_000_000 }).samples).toHaveLength(3);
  });

  test.each([1, 40, 900])(
    "RP-171 an answer is off by half its round trip at most: %i ms each way",
    (latencyMs) => {
      const { samples, clock } = asked({ latencyMs });
      expect(samples.length).toBeGreaterThanOrEqual(3);
      for (const { offsetMs, withinMs } of samples) {
        expect(withinMs).toBeCloseTo(latencyMs + 0.5, 3);
        expect(Math.abs(offsetMs - trueOffset(clock))).toBeLessThanOrEqual(withinMs);
      }
    },
  );

  test("RP-171 one whose round trip was longer than 2 s says nothing of the time, and that the registry is there", () => {
    const late = asked({ latencyMs: 1_001 });
    expect(late.samples).toEqual([]);
    expect(late.heard).toBeGreaterThan(0);
  });

  test("RP-172 fewer than three say nothing, most of them have to agree with the median, and old ones go", () => {
    const sample = (offsetMs: number, heardMs: number): TimeSample => ({
      ...{ offsetMs, heardMs, withinMs: 10 },
      issuedMs: offsetMs + heardMs,
    });
    const measured = (offsets: readonly number[], nowMs = 10) =>
      measuredTime(
        offsets.reduce<readonly TimeSample[]>((all, one, at) => withSample(all, sample(one, at)), []),
        nowMs,
      )?.offsetMs ?? null;
    expect(measured([7, 7])).toBeNull();
    expect(measured([7, 8, 9])).toBe(8);
    expect(measured([7, 8, 315_576_000_000])).toBe(8);
    expect(measured([7, 7_200_000, 315_576_000_000])).toBeNull();
    expect(measured([0, 0, 315_576_000_000, 315_576_000_000])).toBeNull();
    // A registry that was mended: its next round outvotes what it said before.
    expect(measured([9e9, 9e9, 9e9, 5, 5, 5])).toBe(5);
    expect(measured([7, 8, 9], 3_600_003)).toBeNull();
    expect(withSample([sample(7, 1)], sample(7, 1))).toHaveLength(1);
  });

  test("RP-173 a station waits for the first answers for 5 s at most after the link came up", () => {
    const answered = asked({}).askedFor;
    expect(answered.lastIndexOf(true)).toBeLessThan(10);
    const silent = asked({ tamper: () => [] }).askedFor;
    expect(silent.slice(0, 15)).toContain(true);
    expect(silent.lastIndexOf(true)).toBeLessThan(50);
  });
});
