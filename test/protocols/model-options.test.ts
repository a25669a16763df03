import { describe, expect, test } from "vitest";
import type { Observation } from "../../src/core/observation.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import type { BytesModel } from "../../src/ports/device-model.ts";
import { benchTraits } from "../../src/ports/device-model.ts";
import type { SessionOutput } from "../../src/ports/protocol-session.ts";
import { PROTOCOL_MODELS } from "../../src/protocols/catalogue.ts";
import { modelOf } from "../../src/runtime/device-catalogue.ts";
import type { Happening, OptionCase } from "./option-case.ts";
import { OPTION_CASES } from "./option-cases.ts";

/**
 * Goal: no option of an instrument is a key without a lock. Method: for each option of each model that speaks in bytes, the
 * same conversation without it and with it; both outcomes are written down, and a model with an option that stands in no
 * case fails.
 */
const MODELS = PROTOCOL_MODELS.flatMap((model) => (model.kind === "bytes" ? [model] : []));

function outcome(model: BytesModel, options: unknown, happens: readonly Happening[]): string[] {
  const session = model.create(asId<"device">("instrument"), options);
  const lines: string[] = [];
  const tell = ({ observations, faults, writes }: SessionOutput): void => {
    for (const { code, raised, detail } of faults)
      lines.push(`${raised ? "+" : "-"}${code}${detail === null ? "" : ` ${detail.code}`}`);
    for (const observation of observations) lines.push(inShort(observation));
    for (const write of writes) lines.push(`> ${Buffer.from(write).toString("hex")}`);
  };
  let atMs = 0;
  tell(session.connected(atMs));
  for (const happening of happens) {
    if (happening instanceof Uint8Array) tell(session.receive(happening, atMs));
    else if (typeof happening === "object") tell(session.request(happening, atMs));
    else {
      atMs += happening;
      const dueMs = session.nextDueMs();
      if (dueMs !== null && dueMs <= atMs) tell(session.tick(atMs));
    }
  }
  const { rejectedBytes, heldBytes } = session.statistics;
  if (rejectedBytes > 0) lines.push(`${rejectedBytes} rejected`);
  if (heldBytes > 0) lines.push(`${heldBytes} held`);
  return lines;
}

function inShort(observation: Observation): string {
  if (observation.kind === "answer") return `answer ${observation.command} ${observation.outcome}`;
  const { kind, quality, qualityReason } = observation;
  const why = qualityReason === undefined ? [] : [qualityReason.code];
  return [kind, ...figuresOf(observation), quality, ...why, ...mark(observation)].join(" ");
}

function figuresOf(observation: Observation): readonly (string | null)[] {
  switch (observation.kind) {
    case "axle-load":
      return [observation.loadKg];
    case "side-slip":
      return [observation.slipMPerKm];
    case "brake-force":
      return [observation.leftN ?? "null", observation.rightN ?? "null"];
    case "brake-bench-state":
      return [
        observation.notice,
        ...(observation.leftMotorOn && observation.rightMotorOn ? ["motors on"] : []),
      ];
    case "headlamp":
      return [observation.highHorizontalMm, observation.highVerticalMm];
    case "exhaust-gas":
      return [observation.oilTemperatureC];
    case "smoke":
      return [observation.kPerM, observation.oilTemperatureC];
    default:
      return [];
  }
}

function mark(observation: Observation): readonly string[] {
  return observation.kind === "axle-load" && observation.stable ? ["stable"] : [];
}

/** What a session does not use: it is told to the lane. */
const OF_THE_BENCH = ["sampleRateHz"];

test("a lane is told what its bench does by itself, and how often the station file says that it samples", () => {
  expect(benchTraits(modelOf("jxfz"), {})).toEqual({ sampleRateHz: 100, summary: true });
  expect(benchTraits(modelOf("jxfz"), { sampleRateHz: 50 })).toEqual({ sampleRateHz: 50, summary: true });
  expect(benchTraits(modelOf("brake-plc"), { sampleRateHz: 200 })).toEqual({
    sampleRateHz: 200,
    summary: false,
  });
  expect(benchTraits(modelOf("mettler-toledo"), {})).toBeNull();
});

describe.each(MODELS)("options of the model $model", (model) => {
  const cases = OPTION_CASES[model.model] ?? {};

  test("each has a case here", () => {
    const ofTheSession = Object.keys(model.options.shape).filter((name) => !OF_THE_BENCH.includes(name));
    const where = `${model.model} and its cases stand in test/protocols/option-cases.ts`;
    expect(Object.keys(cases).sort(), where).toEqual(ofTheSession.sort());
  });

  test.each<[string, OptionCase]>(Object.entries(cases))("%s acts", (option, { set, beside, ...known }) => {
    expect(outcome(model, beside ?? {}, known.happens)).toEqual(known.byDefault);
    expect(outcome(model, { ...beside, [option]: set }, known.happens)).toEqual(known.withIt);
    expect(known.withIt).not.toEqual(known.byDefault);
  });
});
