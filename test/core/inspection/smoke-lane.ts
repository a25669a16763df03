import { measuring } from "./item-lanes.ts";
import { dossierNamed, type HandLane } from "./lane-fixture.ts";

/** A diesel car's free-acceleration test driven by hand, a reading every 200 ms as the opacimeter is asked for them. */
export const diesel = dossierNamed("demo-k3-diesel");
/** 60 % of its rated speed. */
export const FULL_RPM = 2400;
export const STEP_MS = 200;

export interface Seen {
  readonly rpm?: number;
  readonly k?: string;
  readonly oil?: string;
  readonly gas?: string;
}

export function look(lane: HandLane, { rpm = 800, k = "0.05", oil = "90", gas = "60" }: Seen = {}): void {
  lane.wait(STEP_MS);
  lane.observe("opacimeter", {
    kind: "smoke",
    kPerM: k,
    opacityPct: "0.0",
    engineSpeedRpm: String(rpm),
    oilTemperatureC: oil,
    gasTemperatureC: gas,
  });
}

export function looks(lane: HandLane, forMs: number, seen: Seen = {}): void {
  for (let i = 0; i < forMs / STEP_MS; i++) look(lane, seen);
}

export const phaseOf = (lane: HandLane): string =>
  String(Reflect.get(Object(lane.state.current?.progress), "phase"));

export const rowOf = (lane: HandLane): readonly string[] =>
  Reflect.get(Object(lane.state.current?.progress), "row") as readonly string[];

/** The probe is out, the zero is asked for. */
export function zeroing(lane: HandLane = measuring("ES", diesel)): HandLane {
  lane.wait(10_000);
  return lane;
}

/** Zeroed, ready, about to look at clean air. */
export function inAir(lane: HandLane = measuring("ES", diesel)): HandLane {
  zeroing(lane);
  lane.answer("opacimeter", "smoke.zero");
  lane.answer("opacimeter", "smoke.start");
  return lane;
}

/** The probe is asked for. */
export function atProbe(lane: HandLane = measuring("ES", diesel)): HandLane {
  inAir(lane);
  for (let i = 0; i < 50 && phaseOf(lane) === "air"; i++) look(lane, { k: "0.01", gas: "25" });
  return lane;
}

/** The probe is in, the engine idles. */
export function atIdle(lane: HandLane = measuring("ES", diesel), seen: Seen = {}): HandLane {
  atProbe(lane);
  look(lane, seen);
  return lane;
}

/** Idles until the accelerator is asked for, and answers the trigger. */
export function toThrottle(lane: HandLane, seen: Seen = {}): void {
  for (let i = 0; i < 100 && phaseOf(lane) === "idle"; i++) look(lane, seen);
  if (phaseOf(lane) === "trigger") lane.answer("opacimeter", "smoke.trigger");
}

/** As an obedient driver does it: full throttle until told to release, then idle. */
export function drive(lane: HandLane, seen: Seen & { readonly holdMs?: number } = {}): void {
  const { holdMs = 3000, ...rest } = seen;
  look(lane, { ...rest, rpm: 1600 });
  for (let ms = 0; ms <= holdMs; ms += STEP_MS) look(lane, { ...rest, rpm: FULL_RPM + 100 });
  look(lane, { ...rest, rpm: 1600 });
  look(lane, rest);
}

export function blow(lane: HandLane): void {
  toThrottle(lane);
  drive(lane);
}

export function peak(lane: HandLane, kPerM: string, rpm = 2550): void {
  lane.observe("opacimeter", { kind: "smoke-peak", kPerM, engineSpeedRpm: String(rpm) });
}

/** One acceleration with the peak `kPerM` for readings and instrument alike. */
export function accelerate(lane: HandLane, kPerM: string, seen: Parameters<typeof drive>[1] = {}): void {
  toThrottle(lane);
  drive(lane, { k: kPerM, ...seen });
  peak(lane, kPerM);
  look(lane);
}

export function summary(lane: HandLane, mean: string, third: string, second: string, last: string): void {
  lane.observe("opacimeter", {
    kind: "smoke-summary",
    meanPerM: mean,
    lastPerM: last,
    secondLastPerM: second,
    thirdLastPerM: third,
  });
}

/** A whole run with these three peaks and the instrument's own mean of them. */
export function smokeRun(
  lane: HandLane,
  [third, second, last]: readonly [string, string, string],
  mean: string,
): void {
  atIdle(lane);
  blow(lane);
  for (const kPerM of [third, second, last]) accelerate(lane, kPerM);
  summary(lane, mean, third, second, last);
}

/** The exhaust is blown clear, the engine idles. */
export function blown(): HandLane {
  const lane = atIdle();
  blow(lane);
  return lane;
}

/** The instrument is asked to sample. */
export function untriggered(): HandLane {
  const lane = blown();
  for (let i = 0; i < 100 && phaseOf(lane) === "idle"; i++) look(lane);
  return lane;
}

/** Full throttle is asked for. */
export function triggered(): HandLane {
  const lane = blown();
  toThrottle(lane);
  return lane;
}

/** Back at idle, the peak is not known yet. */
export function driven(): HandLane {
  const lane = triggered();
  drive(lane);
  return lane;
}

/** The instrument is asked for its own results. */
export function rowDone(): HandLane {
  const lane = blown();
  for (const k of ["0.60", "0.62", "0.61"]) accelerate(lane, k);
  return lane;
}

/** Each state of the test, by its name in the matrix. */
export const SMOKE_STATES: readonly [string, () => HandLane][] = [
  ["smoke clearing", () => measuring("ES", diesel)],
  ["smoke zero", () => zeroing()],
  ["smoke air", () => inAir()],
  ["smoke probe", () => atProbe()],
  ["smoke idle", blown],
  ["smoke trigger", untriggered],
  ["smoke press", triggered],
  [
    "smoke full",
    () => {
      const lane = triggered();
      look(lane, { rpm: 2600 });
      return lane;
    },
  ],
  ["smoke fall", driven],
  ["smoke summary", rowDone],
];
