import { describe, expect, test } from "vitest";
import type { RequestDocument } from "../../src/core/requests/request-messages.ts";
import {
  AN_HOUR_AGO,
  ASKING,
  CAR,
  fact,
  NOW_MS,
  OTHER,
  RequestWorld,
  request,
  signedRequest,
  TwinAnswers,
  usedOf,
} from "../support/request-world.ts";

const EARLIER = "2026-01-05T06:00:00.000Z";
const VIN = "LFV2A21K0D4123456";

/** What is answered about this check. */
async function said(
  registry: TwinAnswers,
  check: RequestDocument["checks"][number],
  { station = ASKING, subject = CAR, atMs = NOW_MS } = {},
): Promise<unknown> {
  const asked = request({ station, subject, checks: [check], sent: new Date(atMs).toISOString() });
  return (await registry.ask(station, signedRequest(asked, station), atMs))?.checks[0];
}

describe("what the registry answers", () => {
  test("RP-137 what it does not know is unknown, and what it knows says since when", async () => {
    const registry = new TwinAnswers();
    for (const check of ["insurance", "violations", "theft", "mortgage", "recall", "odometer"] as const)
      expect(await said(registry, check)).toMatchObject({ answer: "unknown", asOf: null });
    registry.tell(fact("insurance", false));
    expect(await said(registry, "insurance")).toMatchObject({ answer: "clear", asOf: AN_HOUR_AGO });
    // Of the registry's own future it knows nothing yet.
    registry.tell(fact("recall", false, { asOf: "2026-01-05T09:00:00.000Z" }));
    expect(await said(registry, "recall")).toMatchObject({ answer: "unknown" });
  });

  test("RP-146 a hit needs the plate or the number, a clear one nothing that differs; the newest word of a vehicle holds", async () => {
    const registry = new TwinAnswers();
    registry.tell(fact("theft", true, { vin: VIN }));
    expect(await said(registry, "theft")).toMatchObject({ answer: "found" });
    registry.tell(fact("theft", false));
    expect(await said(registry, "theft")).toMatchObject({ answer: "found" });
    registry.tell(fact("mortgage", false, { vin: VIN }));
    expect(await said(registry, "mortgage")).toMatchObject({ answer: "unknown" });
    registry.tell(fact("mortgage", false, { vin: null, asOf: EARLIER }));
    expect(await said(registry, "mortgage")).toMatchObject({ answer: "clear", asOf: EARLIER });
    registry.tell(fact("violations", true, { asOf: EARLIER }), fact("violations", false));
    expect(await said(registry, "violations")).toMatchObject({ answer: "clear", asOf: AN_HOUR_AGO });
    registry.tell(fact("violations", true, { asOf: EARLIER }));
    expect(await said(registry, "violations")).toMatchObject({ answer: "clear" });
  });

  test("RP-147 an odometer below an earlier reading is found, and the last result in force that was no pass", async () => {
    const registry = new TwinAnswers();
    const reading = (km: number) =>
      fact("odometer", true, { found: null, km, on: "2025-01-05", asOf: AN_HOUR_AGO });
    registry.tell(reading(91_200));
    expect(await said(registry, "odometer")).toMatchObject({ answer: "clear", km: 91_200, on: "2025-01-05" });
    registry.tell(reading(91_201), reading(12));
    expect(await said(registry, "odometer")).toMatchObject({ answer: "found", km: 91_201 });
    expect(
      await said(registry, "odometer", { subject: { ...CAR, odometerKm: null } as never }),
    ).toMatchObject({
      answer: "unknown",
    });
    expect(await said(registry, "previousResults")).toMatchObject({ answer: "clear", station: null });
  });

  test("RP-148 another station that asked for it and has delivered no result of it since has it open", async () => {
    const registry = new TwinAnswers();
    expect(await said(registry, "openElsewhere")).toMatchObject({ answer: "clear" });
    expect(await said(registry, "openElsewhere")).toMatchObject({ answer: "clear" });
    const clone = { ...CAR, vin: VIN };
    expect(await said(registry, "openElsewhere", { station: OTHER, subject: clone })).toMatchObject({
      answer: "found",
      station: ASKING,
    });
    const twelveHours = 12 * 3_600_000;
    expect(
      await said(registry, "openElsewhere", { station: OTHER, subject: clone, atMs: NOW_MS + twelveHours }),
    ).toMatchObject({ answer: "clear" });
    // Other checks say nothing of an inspection.
    const quiet = new TwinAnswers();
    await said(quiet, "theft");
    expect(await said(quiet, "openElsewhere", { station: OTHER })).toMatchObject({ answer: "clear" });
  });

  test("a hit stops, whatever else is still to be heard of the same vehicle", () => {
    const world = new RequestWorld();
    world.answers.tell(fact("theft", true));
    expect(world.lookFor(2_000)).toMatchObject({
      kind: "stop",
      reason: { code: "PRE_CHECK_STOPS", params: { check: "theft", asOf: AN_HOUR_AGO } },
    });
    const clear = new RequestWorld();
    clear.answers.tell(fact("theft", false));
    expect(usedOf(clear.lookFor(2_000))).toEqual(["clear clear"]);
  });
});
