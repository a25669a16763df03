import { z } from "zod";

/**
 * The one vocabulary of what goes wrong on and behind a line.
 *
 * On the bytes, one burst (what the device sent at one time) after another: `drop` loses bytes out of it,
 * `delay` keeps it back, `corrupt` flips a bit, `truncate` loses its end, `duplicate` sends it twice. On each byte by
 * itself: `noise` makes another one of it. Of the device: `wedge` neither hears nor speaks, `reset` power-cycles, `disconnect` is an unplugged cable, `drift`
 * and `stuck` make its readings wrong.
 */
export const DEFECT_KINDS = [
  "drop",
  "delay",
  "corrupt",
  "truncate",
  "duplicate",
  "noise",
  "wedge",
  "reset",
  "disconnect",
  "drift",
  "stuck",
] as const;
export type DefectKind = (typeof DEFECT_KINDS)[number];

const faultFields = z.strictObject({
  device: z.string().min(1).describe("Role or name of the device, e.g. brake-bench"),
  kind: z.enum(DEFECT_KINDS),
  afterMs: z
    .number()
    .min(0)
    .optional()
    .describe("From the start, or from the prompt if there is one; 0 if absent"),
  onPrompt: z
    .strictObject({
      action: z.string().min(1).describe("Action of the prompt, e.g. press-brake"),
      occurrence: z.int().min(1).default(1).describe("At which prompt with this action, counted from 1"),
    })
    .optional(),
  forMs: z.number().positive().optional().describe("How long it lasts"),
  rate: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe("Chance for each burst, of noise for each byte, while it lasts; once if absent"),
  delayMs: z.number().positive().optional().describe("For delay: how long; 500 if absent"),
  direction: z
    .enum(["to-station", "to-device"])
    .optional()
    .describe("Of the spoilt bytes; to-station if absent"),
  perMinute: z
    .number()
    .optional()
    .describe("For drift: change of every reading per minute, in its unit; 1 if absent"),
});
const LASTING_HAS_NO_RATE = {
  path: ["rate"],
  error: "form:lastsWithoutRate",
};
const NOISE_NEEDS_RATE = { path: ["rate"], error: "form:noiseRate" };
const lastsOrHasRate = (fault: { readonly rate?: number | undefined; readonly kind: DefectKind }): boolean =>
  fault.rate === undefined || !["wedge", "drift", "stuck"].includes(fault.kind);
export type DeviceFault = z.output<typeof faultFields>;

/** Faults of these devices, at prompts with these actions: a fault of anything else would quietly test nothing. */
export function deviceFaultsOf<Role extends string>(roles: readonly Role[], actions: readonly string[]) {
  const { device, onPrompt } = faultFields.shape;
  const { action, occurrence } = onPrompt.unwrap().shape;
  const known = faultFields.extend({
    device: z.enum(roles).describe(device.description ?? ""),
    onPrompt: z
      .strictObject({ action: z.enum(actions).describe(action.description ?? ""), occurrence })
      .optional(),
  });
  return z.array(
    known
      .refine(lastsOrHasRate, LASTING_HAS_NO_RATE)
      .refine(({ kind, rate }) => kind !== "noise" || rate !== undefined, NOISE_NEEDS_RATE),
  );
}
