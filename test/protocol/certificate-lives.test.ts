import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { renewalPace } from "../../src/core/requests/renewal-pace.ts";
import { askedTrust, TRUST_NOT_ASKED } from "../../src/core/requests/trust-asking.ts";
import { sentenceOf } from "../../src/core/trade/reasons.ts";
import { nextCertificateFile } from "../../src/runtime/own-certificate.ts";
import { DAY_MS, life, START_MS } from "../support/certificate-world.ts";
import { TOY_STATION } from "../support/toy-station.ts";

/** Section 25: certificates of ten minutes, of a day and of a quarter of a year, by good clocks and bad ones. */
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const LIVES = [
  { name: "ten minutes", lifeMs: 10 * MINUTE_MS, slackMs: MINUTE_MS },
  { name: "a day", lifeMs: DAY_MS, slackMs: HOUR_MS },
  { name: "90 days", lifeMs: 90 * DAY_MS, slackMs: HOUR_MS },
] as const;

/** 0.05 to 0.95, another each time. */
function chances(): () => number {
  let at = 0;
  return () => (((at++ * 7) % 19) + 1) / 20;
}

/** The link breaks and the broker lets the station in again, with whatever it shows. */
async function reconnect(on: Awaited<ReturnType<typeof life>>): Promise<void> {
  on.way.listener?.onLink(false);
  on.own.forAttempt();
  on.way.listener?.onLink(true);
}

describe("however long a certificate lasts", () => {
  for (const { name, lifeMs, slackMs } of LIVES) {
    test(`RP-249 one of ${name} never ends, over twelve of them`, async () => {
      const on = await life({ lifeMs, slackMs, entropy: chances() });
      on.way.listener?.onLink(true);
      const wholeMs = lifeMs + slackMs;
      let leastLeftMs = Number.POSITIVE_INFINITY;
      for (let step = 0; step < 12 * 30; step++) {
        await on.run(lifeMs / 30);
        if (existsSync(nextCertificateFile(on.files.cert))) await reconnect(on);
        leastLeftMs = Math.min(leastLeftMs, on.endOf(on.files.cert) - on.clock.wallMs());
        expect(on.keeper.word()).toBeNull();
      }
      // Asked in the last third, and no later than after a rest and a question or two.
      expect(leastLeftMs).toBeGreaterThan(wholeMs / 3 - wholeMs / 9 - wholeMs / 15 - wholeMs / 27);
      expect(on.asked.length).toBeGreaterThanOrEqual(12);
      // Not before its last third, which is what a registry has to be prepared for.
      expect(on.asked.length).toBeLessThan((12 * lifeMs) / ((wholeMs * 2) / 3 - slackMs) + 2);
    });

    test(`RP-249 one of ${name} is renewed by a broker that is away for half of its last third`, async () => {
      const on = await life({ lifeMs, slackMs, entropy: chances() });
      on.way.listener?.onLink(true);
      const wholeMs = lifeMs + slackMs;
      await on.run(lifeMs - wholeMs / 3 - 1_000);
      on.way.listener?.onLink(false);
      expect(on.keeper.word()).toBeNull();
      await on.run(wholeMs / 6);
      expect(on.keeper.word()).toMatchObject({
        code: "CERTIFICATE_NOT_RENEWED",
        params: { why: "broker-away" },
      });
      on.way.listener?.onLink(true);
      await on.run(wholeMs / 12);
      expect(on.asked).toHaveLength(1);
      expect(on.keeper.word()).toBeNull();
      expect(on.own.held()?.toMs).toBeGreaterThan(on.clock.wallMs() + wholeMs / 2);
    });
  }

  test("RP-249 of 20 000 stations whose broker comes back at once none asks twice, and not 1 000 within a minute", async () => {
    const STATIONS = 200;
    const askedMs: number[] = [];
    const ca = (await life()).ca;
    for (let at = 0; at < STATIONS; at++) {
      // Only the first draw matters: when it asks after the link came up.
      const on = await life({ ca, entropy: () => (at + 0.5) / STATIONS });
      on.clock.advanceBy(70 * DAY_MS);
      on.way.listener?.onLink(true);
      const upMs = on.clock.monoMs();
      await on.run(HOUR_MS);
      expect(on.askedMs).toHaveLength(1);
      askedMs.push((on.askedMs[0] ?? 0) - upMs);
    }
    const perMinute = new Map<number, number>();
    for (const atMs of askedMs) {
      const minute = Math.floor(atMs / MINUTE_MS);
      perMinute.set(minute, (perMinute.get(minute) ?? 0) + 1);
    }
    expect(Math.max(...perMinute.values()) * (20_000 / STATIONS)).toBeLessThan(1_000);
  });

  test("RP-249 a link that never stays up for long is asked over all the same", async () => {
    const on = await life({ entropy: () => 0.9 });
    on.clock.advanceBy(70 * DAY_MS);
    for (let time = 0; time < 12; time++) {
      on.way.listener?.onLink(true);
      await on.run(30_000);
      on.way.listener?.onLink(false);
      await on.run(30_000);
    }
    expect(on.asked).toHaveLength(1);
  });

  test("RP-249 between two looks is half to all of the rest, so that stations which begin together drift apart", () => {
    const pace = renewalPace({ fromMs: 0, toMs: 9 * DAY_MS }, DAY_MS);
    expect(pace.restMs).toBe(DAY_MS);
    for (const chance of [0, 0.5, 1]) {
      const waiting = { ...TRUST_NOT_ASKED, isUp: true, waits: true, request: "1" };
      const [, effects] = askedTrust(waiting, { kind: "heard", request: "1", atMs: 0, chance }, pace);
      expect(effects).toContainEqual(
        expect.objectContaining({ kind: "start-timer", afterMs: DAY_MS * (0.5 + chance / 2) }),
      );
    }
  });

  test("what ends soon waits for no spread", async () => {
    const on = await life({ entropy: () => 0.99 });
    on.clock.advanceBy(90 * DAY_MS - 10 * MINUTE_MS);
    on.way.listener?.onLink(true);
    await on.run(4 * MINUTE_MS);
    expect(on.asked).toHaveLength(1);
  });
});

describe("by a clock that is wrong", () => {
  test("set back and in doubt, what the steady clock has counted since it was sure makes it due", async () => {
    const on = await life();
    await on.up(true);
    await on.days(30);
    on.wall.aheadMs = -40 * DAY_MS;
    on.wall.isSure = false;
    await on.days(29);
    expect(on.asked).toEqual([]);
    await on.days(3);
    expect(on.asked.length).toBeGreaterThan(0);
    expect(on.own.held()?.toMs).toBeGreaterThan(START_MS + 140 * DAY_MS);
    expect(on.keeper.word()).toBeNull();
    // Known from what came: it is not asked for again and again.
    const count = on.asked.length;
    await on.days(50);
    expect(on.asked).toHaveLength(count);
  });

  test("in doubt since the start, the registry is asked once, and what it gives is taken whatever the clock says", async () => {
    for (const aheadMs of [-3_650 * DAY_MS, 3_650 * DAY_MS]) {
      const on = await life();
      on.wall.aheadMs = aheadMs;
      on.wall.isSure = false;
      await on.run(DAY_MS);
      await on.up(true);
      expect(on.asked).toHaveLength(1);
      expect(existsSync(nextCertificateFile(on.files.cert))).toBe(true);
      await on.days(50);
      expect(on.asked).toHaveLength(1);
      expect(on.keeper.word()).toBeNull();
    }
  });

  test("a sure clock takes none that is not in force by it", async () => {
    const on = await life();
    await on.up(true);
    on.wall.aheadMs = 30 * DAY_MS;
    await on.days(61);
    on.wall.aheadMs = 300 * DAY_MS;
    const pem = await on.issue();
    const nowMs = on.clock.wallMs() + on.wall.aheadMs;
    expect(on.own.take(pem, { station: TOY_STATION, nowMs })).toBe("not-in-force");
    expect(on.own.take(pem, { station: TOY_STATION, nowMs: null })).toMatchObject({
      toMs: expect.any(Number),
    });
  });
});

describe("one that has ended", () => {
  test("is told with what to do: the broker was away, or nobody answered", async () => {
    const away = await life();
    await away.up(true);
    away.way.listener?.onLink(false);
    await away.days(91);
    expect(away.keeper.word()).toMatchObject({
      code: "OWN_CERTIFICATE_ENDED",
      params: { why: "broker-away" },
    });
    const silent = await life();
    silent.way.answers = false;
    await silent.up(true);
    await silent.days(91);
    const word = silent.keeper.word();
    expect(word).toMatchObject({ code: "OWN_CERTIFICATE_ENDED", params: { why: "unanswered" } });
    if (word === null) throw new Error("it has ended");
    for (const text of [sentenceOf(word).en, sentenceOf(word).zh]) expect(text).toContain("certificate");
    expect(sentenceOf(word).en).toContain("no restart is needed");
    // A person puts the one that the registry made by hand in its place: it is used at the next connection, and nothing is wrong any more.
    writeFileSync(silent.files.cert, await silent.issue());
    expect(silent.keeper.word()).toBeNull();
    expect(silent.attempt()).toBe("present");
  });

  test("an older next one does not push out what people put in the place of the present one", async () => {
    const on = await life();
    await on.up(true);
    await on.days(61);
    expect(existsSync(nextCertificateFile(on.files.cert))).toBe(true);
    await on.days(1);
    const byHand = await on.issue({ toMs: on.clock.wallMs() + 200 * DAY_MS });
    writeFileSync(on.files.cert, byHand);
    expect(on.attempt()).toBe("present");
    expect(existsSync(nextCertificateFile(on.files.cert))).toBe(false);
    await on.up(true);
    expect(readFileSync(on.files.cert, "utf8")).toBe(byHand);
  });
});
