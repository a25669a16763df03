import { z } from "zod";
import { personName } from "../../core/door/signed-text.ts";
import { personInterests, personRoles, staffNumber } from "../../core/people/person.ts";

/** A person as a manager writes them down. */
export const newPersonForm = z.strictObject({
  name: personName,
  staffNumber,
  roles: personRoles,
  interests: personInterests.default({ plates: [], employers: [] }),
});

/** What a manager may change; `state`: stopped for good, or let in again. */
export const personChangeForm = z.strictObject({
  name: personName.exactOptional(),
  staffNumber: staffNumber.exactOptional(),
  roles: personRoles.exactOptional(),
  interests: personInterests.exactOptional(),
  state: z.enum(["active", "stopped"]).exactOptional(),
});

export const newSecretsForm = z.strictObject({ password: z.string().max(512), pin: z.string().max(64) });
export const setUpForm = newSecretsForm.extend({ name: personName, staffNumber });

export type NewSecrets = z.infer<typeof newSecretsForm>;
