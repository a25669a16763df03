import { z } from "zod";

/** The model of a simulated scale where nobody says which. */
export const FIRST_SCALE = "mettler-toledo";

/** The equipment as it was set up, before any vehicle comes: which of the instruments in the field it is, and what is wrong with it. */
const side = z.enum(["left", "right"]);
const eachSide = z.strictObject({ left: z.number().default(0), right: z.number().default(0) });
/** One figure for both sides, or one for each. */
const bySide = z.union([z.number(), eachSide]).default(0);

const axleScale = z.strictObject({
  model: z
    .enum([FIRST_SCALE, "xk3190-a9"])
    .default(FIRST_SCALE)
    .describe(
      "Which indicator stands there; what is said of frames is of the first alone, but for decimals, unit and checksum",
    ),
  decimals: z
    .int()
    .min(-2)
    .max(4)
    .default(0)
    .describe("Digits behind the point; -1 and -2 are the codes with one and two zeros at the end"),
  unit: z
    .enum(["kg", "lb", "g", "t", "oz", "ton", "N"])
    .default("kg")
    .describe("What the indicator is set to show; the second model tells nobody of it"),
  line: z.enum(["8N1", "7E1"]).default("8N1"),
  checksum: z.boolean().default(true).describe("Also of the two check digits of the second model"),
  tare: z
    .enum(["zero", "blank", "none"])
    .default("zero")
    .describe("none: the short frame without a tare field"),
  netKg: z
    .number()
    .min(0)
    .default(0)
    .describe("Somebody has taken so much tare: net mode, and the load is shown without it"),
  startByte: z.boolean().default(true).describe("The frame begins with STX"),
  fixedBits: z.boolean().default(true).describe("Bit 5 of the status bytes is 1, as the manuals have it"),
  powerUpBit: z
    .enum(["told", "always"])
    .default("told")
    .describe("always: bit 6 of the second status byte is constant"),
  expanded: z.boolean().default(false).describe("Code 7: the expanded form of newer terminals"),
  zeroOffsetKg: z.number().default(0),
  capacityKg: z.number().positive().default(15_000),
});

const brakeBench = z.strictObject({
  faultyThirdRollers: z.array(side).default([]),
  takesSingleWheels: z
    .boolean()
    .default(false)
    .describe("A wheel in the middle presses both third rollers; its force is shown on the left"),
  zeroOffsetN: bySide.describe("Load cells that do not rest at zero, until they are zeroed"),
  zeroDriftNPerMin: bySide.describe("How their zero goes away since power-up, or since they were zeroed"),
  cutsAtZero: z
    .boolean()
    .default(true)
    .describe("A force below zero is shown as none; four BCD digits cannot show it either way"),
  residualN: z
    .number()
    .min(0)
    .default(0)
    .describe("What a cell goes on showing when a force has left it, until it is zeroed"),
  sentTimes: z
    .int()
    .min(1)
    .max(4)
    .default(1)
    .describe("Each sample so many times, one after the other: 2 is a bench of 50 Hz that looks like 100"),
  hole: z
    .strictObject({ fromN: z.number().positive(), forMs: z.number().positive() })
    .optional()
    .describe("When a wheel first brakes with so much, the bench sends no samples for so long"),
  motor: z
    .strictObject({
      side,
      trips: z
        .enum(["start", "drag", "braking"])
        .describe("start: it never comes on; else so long after that begins"),
      afterMs: z.number().min(0).default(0),
      told: z
        .enum(["nothing", "lock", "third-roller"])
        .default("nothing")
        .describe("For what the bench takes a third roller that stands still"),
    })
    .optional()
    .describe("The motor of one side fails, in each run"),
  tellsLocks: z
    .enum(["each", "both", "none"])
    .default("each")
    .describe("Of a wheel that locks: which one; that both did; nothing"),
  lift: z
    .enum(["none", "works", "stuck-up", "stuck-down"])
    .default("none")
    .describe("Between the rollers; with one that works, wheels come onto them when it is down"),
  liftRisesAfterMs: z.number().min(0).optional().describe("Into a run the lift comes up by itself"),
  plc: z
    .strictObject({
      skewMs: z.number().min(-1000).max(1000).default(0).describe("The right force is stamped so much later"),
      index: z
        .enum(["counts", "stands"])
        .default("counts")
        .describe("stands: a sample index that never moves"),
      times: z
        .enum(["source", "none"])
        .default("source")
        .describe("none: a server that gives values no time"),
    })
    .prefault({})
    .describe("Of the bench behind a PLC alone"),
});

const headlampTester = z.strictObject({
  lampMs: z.number().positive().default(6000),
  finish: z
    .enum(["4f", "4f-per-lamp", "47"])
    .default("4f")
    .describe("How it says that it has finished: 4F once, 4F after each lamp, or 47"),
  first: side
    .default("left")
    .describe("Which side it goes to first; one driver in the field waits for the right one"),
  keepsBlocks: z
    .boolean()
    .default(false)
    .describe(
      "What it measured before stands until it is overwritten; at first that is a vehicle with bright lamps",
    ),
  misses: z.array(side).default([]).describe("Sides whose lamp it never finds; it goes on without a word"),
});

const gasAnalyser = z.strictObject({
  commandSet: z
    .enum(["internal", "public"])
    .default("internal")
    .describe(
      "Which commands it answers; to those of the other set it is silent where it has none of that number",
    ),
  warmUpMs: z.number().min(0).default(0),
  leaks: z.boolean().default(false),
  zeroFails: z.boolean().default(false),
  agedO2Cell: z.boolean().default(false),
  agedNoCell: z.boolean().default(false),
  testMs: z.number().positive().default(10_000),
  testReply: z.enum(["at-end", "polled"]).default("at-end"),
});

const opacimeter = z.strictObject({
  warmUpMs: z.number().min(0).default(0),
  showsCurve: z
    .boolean()
    .default(false)
    .describe("Its screen draws the curve of each acceleration; a result then takes 20 s, without 9 s"),
  zeroMs: z.number().positive().max(60_000).default(5000),
});

const sideSlipTester = z.strictObject({
  ending: z
    .enum(["none", "ee"])
    .default("none")
    .describe("Whether its readings end with EE; then it tells the end of a crossing and knows its result"),
  resultOffMPerKm: z.number().default(0).describe("Its own result is so much off its readings"),
  resultHalves: z.enum(["same", "differ"]).default("same").describe("differ: the two halves of that result"),
});

export const laneInstrumentsSchema = z.strictObject({
  "axle-scale": axleScale.prefault({}),
  "brake-bench": brakeBench.prefault({}),
  "headlamp-tester": headlampTester.prefault({}),
  "gas-analyser": gasAnalyser.prefault({}),
  opacimeter: opacimeter.prefault({}),
  "side-slip-tester": sideSlipTester.prefault({}),
  beams: z
    .strictObject({
      bounceMs: z.number().min(0).max(50).default(0).describe("How long a contact chatters after an edge"),
    })
    .prefault({}),
});
export type LaneInstruments = z.output<typeof laneInstrumentsSchema>;
export type BenchSetting = LaneInstruments["brake-bench"];
