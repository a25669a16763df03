import { z } from "zod";
import { canonicalPlate, plateKind } from "../door/plate.ts";
import { personName, signedCode, signedText } from "../door/signed-text.ts";
import { PERSON_ROLE_CODES } from "../trade/words/person-roles.ts";

const STAFF_NUMBER_MAX = 32;
const EMPLOYER_MAX = 100;
const INTERESTS_MAX = 20;

/** `P-` and eight characters of Crockford's alphabet: a name that says nothing about the person, for records that leave the station. */
export const personId = z.string().regex(/^P-[0-9A-HJKMNP-TV-Z]{8}$/, "form:personId");

/** Who signs in. It is the number on the staff card, and unique within the station. */
export const staffNumber = signedCode(STAFF_NUMBER_MAX);

export const personRoles = z
  .array(z.enum(PERSON_ROLE_CODES))
  .min(1)
  .refine((roles) => new Set(roles).size === roles.length, "form:rolesOnce");

const plate = z
  .string()
  .max(32, "form:plate")
  .overwrite(canonicalPlate)
  .refine((text) => plateKind(text) !== null, "form:plate");

/** Whom or what this person may not inspect, examine or sign for, beside themselves (own vehicle, same employer). */
export const personInterests = z.strictObject({
  plates: z.array(plate).max(INTERESTS_MAX),
  employers: z.array(signedText(EMPLOYER_MAX)).max(INTERESTS_MAX),
});

/**
 * A person of this station, without any secret. `invited`: has not yet chosen a password; `stopped`: may do nothing any more, and stays
 * named, because acts name them.
 */
export const personSchema = z.strictObject({
  id: personId,
  name: personName,
  staffNumber,
  roles: personRoles,
  state: z.enum(["invited", "active", "stopped"]),
  interests: personInterests,
});

export type Person = z.infer<typeof personSchema>;
export type PersonInterests = z.infer<typeof personInterests>;
