import { z } from "zod";
import type { DigitalIo } from "./digital-io.ts";

/**
 * What a station and the simulators behind its addresses tell each other beside the instruments' own wires, one JSON document a
 * line, over a local socket in the station's data directory. Readings never go this way.
 */
export const fromSimulatorSchema = z.discriminatedUnion("type", [
  /** First, and once: the addresses at which it stands, as the station file writes them. */
  z.strictObject({ type: z.literal("serves"), addresses: z.array(z.string()).max(1000) }),
  /** An input of a simulated bank of lines, `sim:BANK`. */
  z.strictObject({ type: z.literal("line"), bank: z.string(), line: z.string(), active: z.boolean() }),
  /** The bank was pulled out, or put back in. */
  z.strictObject({ type: z.literal("bank"), bank: z.string(), isThere: z.boolean() }),
  /** Asks for the next one; heard by a station of simulated devices alone. */
  z.strictObject({
    type: z.literal("call"),
    kind: z.enum(["inspection", "exam"]),
    site: z.string(),
    car: z.string().nullable(),
  }),
]);
export type FromSimulator = z.output<typeof fromSimulatorSchema>;

const job = z.strictObject({
  type: z.literal("job"),
  job: z.string(),
  kind: z.enum(["inspection", "exam"]),
  site: z.string(),
  car: z.string().nullable(),
  /** As screens tell it: plate, name, number of axles. */
  subject: z.record(z.string(), z.string()),
  isOver: z.boolean(),
});

export const fromStationSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("station"), station: z.string(), hearsCalls: z.boolean() }),
  job,
  z.strictObject({
    type: z.literal("prompt"),
    job: z.string(),
    prompt: z.object({
      id: z.string(),
      action: z.string(),
      params: z.record(z.string(), z.union([z.string(), z.number()])),
    }),
  }),
  /** An output of a simulated bank. */
  z.strictObject({ type: z.literal("output"), bank: z.string(), line: z.string(), on: z.boolean() }),
  /** Why a call to a place was not answered by a job; the sentence in English. */
  z.strictObject({
    type: z.literal("not-called"),
    site: z.string(),
    car: z.string().nullable(),
    why: z.string(),
  }),
]);
export type FromStation = z.output<typeof fromStationSchema>;
export type SimulatedJob = z.output<typeof job>;

/** The station's end. */
export interface SimulatorLine {
  /** Does a simulator on this machine say that it stands at this address? */
  serves(address: string): boolean;
  /** When those that are there already have said where they stand, or after a second. */
  looked(): Promise<void>;
  /** `sim:BANK` as lines; opened when a simulator has it. */
  bank(name: string): DigitalIo;
  /** To all that are there; jobs that are not over, and what they ask for, are told to whoever comes later too. */
  tell(message: FromStation): void;
  onCall(listener: (call: Extract<FromSimulator, { type: "call" }>) => void): void;
  close(): void;
}
