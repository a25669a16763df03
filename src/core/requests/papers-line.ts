import { z } from "zod";
import { candidateSchema } from "../exam/candidate.ts";
import { dossierSchema } from "../inspection/dossier.ts";
import { appointmentTold, ORDER_ITEMS_MAX, ORDERED, PAPERS_BYTES_MAX } from "./papers-messages.ts";

const TEXT_MAX = 64;
const name = z.string().min(1).max(TEXT_MAX);
const asOf = z.iso
  .datetime({ precision: 3, message: "form:instant" })
  .describe("When it was so, UTC. The newest line of the same holds.");
const schema = z.literal("proofmark/papers/v1");
const papers = z.record(z.string(), z.unknown());
const slotTime = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, "form:timeOfDay")
  .nullable();

const dossierLine = z
  .strictObject({
    schema,
    kind: z.literal("dossier"),
    vin: name.describe(
      "Of the vehicle, as its dossier has it; lines of the same number are of the same vehicle.",
    ),
    asOf,
    dossier: papers
      .nullable()
      .describe("A dossier (dossier.schema.json) as the intake folder takes it; null takes it back."),
  })
  .describe("What a registration says of a vehicle.");

const orderLine = z
  .strictObject({
    schema,
    kind: z.literal("order"),
    number: name.describe("Of the order, by whoever gave it."),
    vin: name,
    asOf,
    order: z
      .strictObject({
        asked: z.enum(ORDERED).describe("used-car: one check for a vehicle that changes hands."),
        items: z.array(name).max(ORDER_ITEMS_MAX).describe("Items that are named; none: all."),
        check: z.enum(["in-use", "registration"]).describe("For the dossier."),
        limitSet: z.enum(["a", "b"]).nullable().describe("For the dossier; null: as it stands there."),
        elsewhere: z
          .array(name)
          .max(20)
          .nullable()
          .describe("Parts that are left to others, for the dossier."),
      })
      .nullable()
      .describe("Null takes it back."),
  })
  .describe("What is ordered of a vehicle.");

const appointmentLine = z
  .strictObject({
    schema,
    kind: z.literal("appointment"),
    number: name.describe("Of the appointment; lines of the same number and region are of the same one."),
    region: name.describe("Where the candidate's file is kept."),
    asOf,
    certificate: z
      .string()
      .regex(/^\d{12}$/, "form:learnerCertificate")
      .describe("Of the candidate, as the papers have it."),
    appointment: z
      .strictObject({
        station: appointmentTold.shape.station,
        day: appointmentTold.shape.day,
        from: slotTime,
        to: slotTime,
        exam: appointmentTold.shape.exam,
        candidate: papers.describe("The candidate (candidate.schema.json) as the intake folder takes them."),
      })
      .nullable()
      .describe("Null takes it back."),
  })
  .describe("Who is to sit a test where and when.");

/** One line of a file of papers, which authorities of any region give to the registry. */
export const papersLineSchema = z
  .discriminatedUnion("kind", [dossierLine, orderLine, appointmentLine])
  .describe("One line of what authorities tell the registry of vehicles, orders and appointments.");

export type PapersLine = z.infer<typeof papersLineSchema>;
export type DossierLine = Extract<PapersLine, { kind: "dossier" }>;
export type OrderLine = Extract<PapersLine, { kind: "order" }>;
export type AppointmentLine = Extract<PapersLine, { kind: "appointment" }>;

/** What two lines of the same vehicle, order or appointment have in common. */
export function lineKey(line: PapersLine): string {
  switch (line.kind) {
    case "dossier":
      return line.vin;
    case "order":
      return JSON.stringify([line.number, line.vin]);
    case "appointment":
      return JSON.stringify([line.region, line.number]);
  }
}

/**
 * The key of a line at which its papers are none that a station could take in; null where they are sound. A station asks its own
 * door once more: its rules may ask for more than the form does.
 */
export function slipOfLine(line: PapersLine): string | null {
  if (line.kind === "dossier" && line.dossier !== null) {
    const read = dossierSchema.safeParse(line.dossier);
    if (!read.success) return at("dossier", read.error);
    if (read.data.vin !== line.vin) return "dossier.vin";
    return isSmall(line.dossier) ? null : "dossier";
  }
  if (line.kind === "appointment" && line.appointment !== null) {
    const { candidate } = line.appointment;
    const read = candidateSchema.safeParse(candidate);
    if (!read.success) return at("appointment.candidate", read.error);
    if (read.data.learnerCertificate !== line.certificate) return "appointment.candidate.learnerCertificate";
    return isSmall(candidate) ? null : "appointment.candidate";
  }
  return null;
}

/** Plate and region as a sound dossier has them; of one that is taken back nothing is known. */
export function dossierWords({ dossier }: DossierLine): {
  readonly plate: string | null;
  readonly region: string | null;
} {
  const read = dossier === null ? null : dossierSchema.safeParse(dossier);
  if (read?.success !== true) return { plate: null, region: null };
  return { plate: read.data.plate, region: read.data.regionOfRegistration };
}

/** The last characters of a candidate's identity number, as the mask shows them. */
export function identityEndOf({ appointment }: AppointmentLine): string | null {
  const read = appointment === null ? null : candidateSchema.safeParse(appointment.candidate);
  return read?.success === true ? read.data.idMasked.slice(-4) : null;
}

function isSmall(document: unknown): boolean {
  return new TextEncoder().encode(JSON.stringify(document)).length <= PAPERS_BYTES_MAX;
}

function at(before: string, error: z.ZodError): string {
  return [before, ...(error.issues[0]?.path ?? []).map(String)].join(".");
}
