import { z } from "zod";
import type { MarkWord } from "../trade/words/marks.ts";
import type { MarkClaims } from "./mark.ts";
import { dayOfNumber, kindOfMark, MARK_FLAGS, MARK_KINDS } from "./mark-content.ts";
import { MARK_PREFIX } from "./mark-text.ts";
import { type MarkStatus, STATUS_VALUES, type StatusClaims, type StatusValue } from "./status-statement.ts";

export const TOLD_MARK_SCHEMA = "proofmark/mark/v1";

const instant = z.iso.datetime({ precision: 3 });

/** What the registry answers who asks for the mark of a record. What counts is `text`: everything else is read out of it. */
export const toldMarkSchema = z.strictObject({
  schema: z.literal(TOLD_MARK_SCHEMA),
  record: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe("Id of the record."),
  text: z.string().startsWith(MARK_PREFIX).describe("What the QR code holds, as docs/marks.md has it."),
  kind: z.enum(Object.keys(MARK_KINDS) as [keyof typeof MARK_KINDS]),
  issuer: z.string().describe("As the issuer list names it."),
  station: z.string(),
  subject: z.string().describe("Plate; of an exam the masked name."),
  tail: z
    .string()
    .describe("Last six of the vehicle's number; of an exam the last four of the learner's certificate."),
  of: z.string().describe("Vehicle class; of an exam licence class and subject, as C1/2."),
  on: z.iso.date().describe("Civil day of the station."),
  issued: instant,
  until: instant.describe("It is good until before this instant."),
  lastDay: z.iso.date().describe("The last civil day on which it is good, where it was issued."),
  unverified: z.boolean().describe("It rests on rules whose number nobody has checked."),
  simulated: z.boolean().describe("Of a registry for trials: never good for anything real."),
  status: z
    .strictObject({
      value: z.enum(Object.keys(STATUS_VALUES) as [MarkStatus]),
      asOf: instant.describe("The state of the records that it tells."),
      until: instant.describe("The issuer does not stand by it any longer."),
    })
    .describe("As it is stapled to the mark in `text`."),
  list: z
    .strictObject({ uri: z.string(), index: z.int().min(0) })
    .describe("Where newer statuses are, for whoever has a network."),
});

export type ToldMark = z.infer<typeof toldMarkSchema>;

export function toldMark({
  record,
  text,
  claims,
  status,
  lastDay,
}: {
  readonly record: string;
  readonly text: string;
  readonly claims: MarkClaims;
  readonly status: Omit<StatusClaims, "markHash">;
  readonly lastDay: string;
}): ToldMark {
  const { content, issuer, iatS, expS, list } = claims;
  const { station, subject, tail, of, on, flags } = content;
  return {
    schema: TOLD_MARK_SCHEMA,
    ...{ record, text, kind: kindOfMark(content), issuer, station, subject, tail, of },
    on: dayOfNumber(on),
    ...{ issued: instantOf(iatS), until: instantOf(expS), lastDay },
    unverified: (flags & MARK_FLAGS.unverified) !== 0,
    simulated: (flags & MARK_FLAGS.simulated) !== 0,
    status: { value: statusName(status.value), asOf: instantOf(status.iatS), until: instantOf(status.expS) },
    list: { uri: list.uri, index: list.index },
  };
}

/** What a person reads beside the code, in order: each with the name of what it is. */
export function markLines(mark: ToldMark): readonly (readonly [MarkWord, string])[] {
  const isExam = mark.kind === "exam";
  return [
    [isExam ? "name" : "plate", mark.subject],
    [isExam ? "certificateTail" : "vinTail", mark.tail],
    [isExam ? "licenceClass" : "vehicleClass", mark.of],
    [isExam ? "examOn" : "on", mark.on],
    ["until", mark.lastDay],
    ["station", mark.station],
  ];
}

/** The word beside it where no reader's clock is asked: by the time of its status. */
export function wordOfTold({ status, until }: ToldMark): MarkStatus | "expired" {
  return status.value === "valid" && status.asOf >= until ? "expired" : status.value;
}

export function statusName(value: StatusValue): MarkStatus {
  const known = Object.entries(STATUS_VALUES).find(([, of]) => of === value)?.[0];
  return (known ?? "suspended") as MarkStatus;
}

function instantOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
