import { describe, expect, test } from "vitest";
import { saidOutside } from "../../../src/core/screens/said-outside.ts";
import type { AnyReason } from "../../../src/core/trade/reason-shape.ts";
import { reason, sentenceOf } from "../../../src/core/trade/reasons.ts";

describe("what of a reason is said to people who did not sign in", () => {
  const SAID: readonly AnyReason[] = [
    reason("SCALE_NOT_STILL", {}),
    reason("SAMPLE_GAP", { ms: 400 }),
    reason("MAXIMA_DIFFER", { side: "left", oursN: "2650.5", benchN: "-1" }),
    reason("FAULT_STANDS", { role: "brake-bench", faults: ["disconnected"] }),
    reason("MEASURED_AGAIN", { because: reason("BEAM_UNREADABLE", { place: "bench" }) }),
    reason("PROMPT_WAIT", { because: reason("POSITION_AWAITED", { position: "2" }) }),
  ];
  test.each(SAID.map((why) => [why.code, why] as const))("%s: its sentence", (_code, why) => {
    expect(saidOutside(why)).toEqual(sentenceOf(why));
  });

  const UNSAID: readonly AnyReason[] = [
    reason("STOPPED_BY_HAND", { typed: "call Li" }),
    reason("STOPPED_FOR", { by: "P-7K3M9Q2X", choice: "other", note: "" }),
    reason("MEASURED_AGAIN", { because: reason("STOPPED_BY_HAND", { typed: "call Li" }) }),
    reason("POSITION_TAKEN", { position: "1", job: "J-1" }),
    reason("DEVICE_CONNECTING", { device: "brake-bench-1" }),
    { code: "OF_ANOTHER_SOFTWARE", params: { who: "Li" } },
    { code: "OF_ANOTHER_SOFTWARE", params: { list: [{ code: "X", params: { who: "Li" } }] } },
  ];
  test.each(UNSAID.map((why) => [why.code, why] as const))("%s: nothing", (_code, why) => {
    expect(saidOutside(why)).toBeNull();
  });
});
