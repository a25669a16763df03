import { z } from "zod";

const count = z.int().min(0);
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const keyRole = z.enum(["record", "log", "second"]);
/** Bytes of what is kept whole: a request or a decision with its signatures. */
const SIGNED_TEXT_CHARS_MAX = 64 * 1024;
const signedText = z.string().min(1).max(SIGNED_TEXT_CHARS_MAX);

/**
 * What a person did to a stopped station by a command. Sizes are numbers of entries, roots those of the tree over them in hex, key ids
 * SHA-256 of the public key in hex. `request` and `decision` are DSSE envelopes, exactly as they were signed.
 */
export const personActSchema = z.discriminatedUnion("kind", [
  /** What was copied: all that stood before this entry. */
  z.strictObject({ kind: z.literal("journal-exported"), entries: count, root: hash }),
  z.strictObject({ kind: z.literal("journal-reindexed"), entries: count, root: hash }),
  /** `entries` stood in the copy. `setAside`: what was there before, by its folder's name; figures null where it could not be read. */
  z.strictObject({
    kind: z.literal("journal-restored"),
    entries: count,
    root: hash,
    setAside: z
      .strictObject({ folder: z.string(), entries: count.nullable(), root: hash.nullable() })
      .nullable(),
  }),
  z.strictObject({
    kind: z.literal("enrolment-requested"),
    recordKeyId: hash,
    logKeyId: hash,
    secondKeyId: hash.exactOptional(),
  }),
  z.strictObject({ kind: z.literal("rotation-requested"), role: keyRole, oldKeyId: hash, newKeyId: hash }),
  /** `request` holds both public keys, and is signed by both. */
  z.strictObject({
    kind: z.literal("key-rotated"),
    role: keyRole,
    oldKeyId: hash,
    newKeyId: hash,
    request: signedText,
  }),
  z.strictObject({ kind: z.literal("delivery-unlocked"), decision: signedText }),
]);

export type PersonAct = z.infer<typeof personActSchema>;
export type ActOf<Kind extends PersonAct["kind"]> = Extract<PersonAct, { kind: Kind }>;
export type KeyRole = z.infer<typeof keyRole>;
