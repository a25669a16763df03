import type { InspectionRulebook } from "../../../../src/core/inspection/rulebook.ts";
import type { Decision } from "../../../../src/core/machine.ts";
import { asId } from "../../../../src/core/quantities/ids.ts";
import { dossierNamed, HandLane, rulebook } from "../lane-fixture.ts";

const PROVENANCE = {
  clause: null,
  source: "made for a test",
  confidence: "recalled",
  verifiedBy: null,
} as const;
const PHOTO = { code: "0113", nameZh: "车辆识别代号照片", nameEn: "photo of the identification number" };

/** A book in which identity and chassis are looked at by hand, and a signatory who is nobody of those reviews it. */
export const MANUAL_BOOK: InspectionRulebook = {
  ...rulebook,
  parts: rulebook.parts.map((part) => {
    const { manual: _, ...rest } = part;
    if (part.key === "identity") return { ...rest, manual: { ...PROVENANCE, minimumS: 60, photos: [PHOTO] } };
    if (part.key === "chassis") return { ...rest, manual: { ...PROVENANCE, minimumS: 30, photos: [] } };
    return rest;
  }),
  review: { ...PROVENANCE, fourEyes: true },
  reinspection: {
    ...PROVENANCE,
    withinDays: 10,
    affects: [
      { of: ["service-brake", "parking-brake"], also: ["weighing", "service-brake", "parking-brake"] },
      { of: ["C1-50"], also: ["service-brake", "weighing"] },
    ],
  },
};

export const IDENTITY = ["UC-02", "UC-03", "UC-04", "UC-05", "UC-06"] as const;
/** A van has its chassis looked at; this car is old enough for it. */
export const PEOPLE = { wang: "P-AAAAAAAA", li: "P-BBBBBBBB", zhao: "P-CCCCCCCC" } as const;
export const SHA = "ab".repeat(32);

export interface ManualCar {
  readonly lane: HandLane;
  ask(by: string, command: Record<string, unknown>): Decision<unknown, unknown>;
  /** The code of why not; null where it was done. */
  why(by: string, command: Record<string, unknown>): string | null;
}

/** The demo's car, of which nothing is left to others but the network and the outside. */
export function manualCar(options: Partial<ConstructorParameters<typeof HandLane>[0]> = {}): ManualCar {
  const dossier = {
    ...dossierNamed("demo-k3"),
    elsewhere: ["network", "appearance", "dynamic", "exhaust-looks"],
  };
  const lane = new HandLane({ dossier, rules: MANUAL_BOOK, isAttended: true, ...options });
  const ask: ManualCar["ask"] = (by, command) => {
    const input = {
      kind: "command" as const,
      by: asId<"actor">(by),
      atMs: lane.nowMs,
      command: command as never,
    };
    const decision = lane.session.decide(lane.state, input);
    if (decision.kind === "accepted") lane.feed(input);
    return decision;
  };
  return {
    lane,
    ask,
    why: (by, command) => {
      const decision = ask(by, command);
      return decision.kind === "rejected" ? decision.reason.code : null;
    },
  };
}

/** The car of the worked case, from the first item to the last. */
export function throughTheLane(lane: HandLane, brake: { readonly rearParking?: number } = {}): void {
  const parking = brake.rearParking ?? 1400;
  if (lane.report.phase === "ready") lane.command({ name: "begin" });
  lane.weigh("820");
  lane.beam("bench", true);
  lane.brakeRun({ left: 2650, right: 2400, difference: 580, drag: 120 });
  lane.beam("bench", false);
  lane.weigh("560");
  lane.beam("bench", true);
  lane.brakeRun({ left: 1650, right: 1450, difference: 520 });
  lane.brakeRun({ left: parking, right: parking - 50, difference: 100 });
  lane.beam("bench", false);
  lane.beam("headlamp", true);
  lane.wait(2000);
  lane.answer("headlamp-tester", "headlamp.measure");
  lane.headlamp("left", "main", "18200");
  lane.headlamp("right", "main", "17600");
  lane.beam("headlamp", false);
  lane.beam("exhaust", true);
  lane.exhaustRun();
}

/** One inspector does the whole of a part, in order, as slowly as it has to be. */
export function lookAt(
  car: ManualCar,
  by: string,
  part: string,
  found: Readonly<Record<string, string>> = {},
): void {
  const { lane, ask } = car;
  ask(by, { name: "part-begin", part });
  const held = lane.report.manual?.parts.find((one) => one.part === part);
  for (const { item, kept } of held?.items ?? []) {
    const note = found[item] ?? "";
    if (!kept)
      ask(by, { name: "part-enter", item, found: note === "" ? "in-order" : "defect", note, values: {} });
  }
  for (const { photo } of held?.photos ?? []) ask(by, { name: "part-photo", part, photo, sha256: SHA });
  lane.wait(1_000 * (held?.minimumS ?? 0));
  ask(by, { name: "part-end", part });
}
