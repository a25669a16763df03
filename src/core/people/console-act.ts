import { z } from "zod";
import { placementSchema } from "../queue/queue-noted.ts";
import { takenInSchema, takenOutSchema } from "../queue/taken-in.ts";
import { personId, personSchema } from "./person.ts";

const hash = z.string().regex(/^[0-9a-f]{64}$/);
/** Names a session in the journal; it is not what the browser holds, and opens nothing. */
export const sessionId = z.string().regex(/^[0-9a-f]{16}$/);

/** Who did something at a console of the running station: the person, the address they were at, the session. */
export const doerSchema = z.strictObject({
  person: personId,
  from: z.string().min(1).max(64),
  session: sessionId,
});

export type Doer = z.infer<typeof doerSchema>;

export const SECRET_KINDS = ["password", "pin"] as const;
export type SecretKind = (typeof SECRET_KINDS)[number];

/** How somebody came in. */
export const SIGN_IN_WAYS = ["password", "link"] as const;
/** Why a session is over that nobody signed out of. */
export const SESSION_ENDS = ["idle-too-long", "too-old", "elsewhere", "stopped", "secret-changed"] as const;

/**
 * What a person did at a console beside the jobs, whose acts stand with their inputs. People and their roles are what these entries
 * say; secrets are not in the journal, only the SHA-256 of what they are checked by, so that a verifier that was exchanged on the
 * disk opens nothing.
 */
export const consoleActSchema = z.discriminatedUnion("kind", [
  /** The whole of it as it is from now on. */
  z.strictObject({ kind: z.literal("person-noted"), person: personSchema }),
  z.strictObject({
    kind: z.literal("secret-set"),
    person: personId,
    secret: z.enum(SECRET_KINDS),
    verifierSha256: hash,
  }),
  /** A link by which this person, and nobody else, may choose a password; null: whoever sets the station up. */
  z.strictObject({ kind: z.literal("link-made"), person: personId.nullable() }),
  z.strictObject({ kind: z.literal("signed-in"), way: z.enum(SIGN_IN_WAYS) }),
  z.strictObject({ kind: z.literal("signed-out") }),
  z.strictObject({ kind: z.literal("session-locked") }),
  z.strictObject({ kind: z.literal("session-unlocked") }),
  z.strictObject({ kind: z.literal("session-ended"), why: z.enum(SESSION_ENDS) }),
  z.strictObject({ kind: z.literal("seen-out"), site: z.string(), job: z.string() }),
  /** A waiting subject has another place in the queue, or is to go to this lane or car. */
  placementSchema.extend({ kind: z.literal("queue-placed") }),
  takenInSchema.extend({ kind: z.literal("taken-in") }),
  takenOutSchema.extend({ kind: z.literal("taken-out") }),
  /** A sealed record is not in force any more; `of`: what is said of it in the withdrawal that is sealed next, as the record has it. */
  z.strictObject({
    kind: z.literal("record-withdrawn"),
    record: hash,
    choice: z.string().min(1),
    note: z.string(),
    of: z.strictObject({
      kind: z.enum(["inspection", "exam"]),
      site: z.string(),
      car: z.string().nullable(),
      job: z.string(),
      sequence: z.int().min(0),
    }),
  }),
]);

export type ConsoleAct = z.infer<typeof consoleActSchema>;
export type SessionEnd = (typeof SESSION_ENDS)[number];
export type SignInWay = (typeof SIGN_IN_WAYS)[number];
