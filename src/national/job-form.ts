import { z } from "zod";
import { jobEventSchema } from "../core/events/station-event.ts";
import { anyReasonSchema } from "../core/trade/reason-schema.ts";

export const jobSchema = z.strictObject({
  schema: z.literal("proofmark/national-job/v1"),
  station: z.string(),
  job: z.string(),
  events: z.array(z.strictObject({ at: z.string(), wallMs: z.number(), event: jobEventSchema })),
  done: z.array(z.string()).describe("Keys of calls that the other side has, in their order."),
  asked: z.string().nullable().describe("The call that was sent last and is not known to be there."),
  again: z.boolean().describe("A person said that this call is to be sent once more."),
  tries: z.int().min(0),
  problem: anyReasonSchema.nullable(),
  isStopped: z.boolean().describe("true: a person must settle it."),
  /** Ours may be missing; the job waits for a person when it comes to its next call. */
  missed: anyReasonSchema.nullable(),
});

export type NationalJob = z.infer<typeof jobSchema>;

export function newJob(station: string, job: string): NationalJob {
  return {
    schema: "proofmark/national-job/v1",
    station,
    job,
    events: [],
    done: [],
    asked: null,
    again: false,
    tries: 0,
    problem: null,
    isStopped: false,
    missed: null,
  };
}

export function keyOf(station: string, job: string): string {
  return `${station}~${job}`;
}

/** Nothing more comes of it but what is told late, as a withdrawal. */
export function isOver({ events }: NationalJob): boolean {
  return events.some(
    ({ event }) =>
      event.what === "verdict" || event.what === "closed" || (event.what === "login" && event.practice),
  );
}

/** The month of its login by UTC, as 2026-11: the same whenever it is asked for. */
export function monthOf({ events }: NationalJob): string {
  const login = events.find(({ event }) => event.what === "login") ?? events[0];
  return monthAt(login?.wallMs ?? Number.NaN);
}

/** `0000-00`: no time that a calendar has. */
export function monthAt(wallMs: number): string {
  const time = new Date(wallMs);
  const month = Number.isNaN(time.getTime()) ? "" : time.toISOString().slice(0, 7);
  return /^\d{4}-\d\d$/.test(month) ? month : "0000-00";
}
