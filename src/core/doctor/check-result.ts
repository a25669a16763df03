import { z } from "zod";
import { type Reason, told } from "../trade/reasons.ts";

/** What of a station is looked at. */
export const CHECKS = [
  "running",
  "station-file",
  "device",
  "simulated",
  "calendar",
  "keys",
  "journal",
  "disk",
  "clock",
  "registry",
  "console",
] as const;
export type CheckName = (typeof CHECKS)[number];

/** `not-known`: nobody could say; it is no fault, and no word that all is well either. */
export const CHECK_STATES = ["wrong", "doubtful", "not-known", "well"] as const;
export type CheckState = (typeof CHECK_STATES)[number];

export interface CheckResult {
  readonly check: CheckName;
  /** The device, the file, ...; null for the whole of it. */
  readonly about: string | null;
  readonly state: CheckState;
  readonly found: Reason;
  /** Null where all is well. */
  readonly remedy: Reason | null;
}

/** Wrong things first; what is equal stays in the order in which it was looked at. */
export function wrongFirst(results: readonly CheckResult[]): readonly CheckResult[] {
  return CHECK_STATES.flatMap((state) => results.filter((result) => result.state === state));
}

/** 0: nothing is wrong or doubtful. */
export function exitCodeOf(results: readonly CheckResult[]): 0 | 1 {
  return results.some(({ state }) => state === "wrong" || state === "doubtful") ? 1 : 0;
}

export const DOCTOR_SCHEMA = "proofmark/doctor/v1";

const toldForm = z
  .strictObject({
    code: z.string().describe("What it is, for programs."),
    params: z.record(z.string(), z.unknown()),
    zh: z.string(),
    en: z.string(),
  })
  .describe("A reason: code and parameters, and its sentence in each language.");

/** What `proofmark doctor --json` prints. */
export const doctorDocumentSchema = z.strictObject({
  schema: z.literal(DOCTOR_SCHEMA),
  station: z.string(),
  /** Wall clock of the machine, ISO 8601. */
  at: z.string().describe("Wall clock of the machine, ISO 8601."),
  running: z.boolean().describe("A station writes this journal now."),
  allWell: z.boolean().describe("Nothing is wrong or doubtful; what is not known does not count."),
  results: z
    .array(
      z.strictObject({
        check: z.enum(CHECKS),
        about: z.string().nullable().describe("The device, the file, ...; null for the whole of it."),
        state: z.enum(CHECK_STATES),
        found: toldForm,
        remedy: toldForm.nullable().describe("What to do; null where all is well."),
      }),
    )
    .describe("Wrong things first."),
});
export type DoctorDocument = z.output<typeof doctorDocumentSchema>;

export interface Checkup {
  readonly station: string;
  readonly wallMs: number;
  readonly running: boolean;
  readonly results: readonly CheckResult[];
}

export function doctorDocument({ station, wallMs, running, results }: Checkup): DoctorDocument {
  return {
    schema: DOCTOR_SCHEMA,
    station,
    at: new Date(wallMs).toISOString(),
    running,
    allWell: exitCodeOf(results) === 0,
    results: wrongFirst(results).map(({ check, about, state, found, remedy }) => ({
      ...{ check, about, state },
      found: { ...told(found) },
      remedy: remedy === null ? null : { ...told(remedy) },
    })),
  };
}
