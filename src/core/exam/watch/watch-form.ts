import { z } from "zod";
import { SIGNAL_LINES } from "../../trade/words/signals.ts";

/**
 * How a rulebook names the watch of a rule, with its parameters. What a parameter refers to (a phase of the item, another rule) is
 * checked where the whole rulebook is at hand, watched-rulebook.ts.
 */
const phase = z.string().min(1);
const ruleId = z.string().min(1);
const side = z.enum(["left", "right"]);
/** Shorter than this a contact has bounced, or a reading was spoilt: seconds. */
const heldS = z.number().positive().max(10);
/** A lamp that was lit within so many seconds is lit: its contact may be wired to the flashing bulb. */
const litWithinS = z.number().positive().max(10);

const FORMS = [
  /** A line of the car stands so at any time after the first motion. */
  z.strictObject({
    name: z.literal("signal-while-driving"),
    signal: z.enum(SIGNAL_LINES),
    is: z.enum(["on", "off"]),
    heldS,
  }),
  /** The starter turns while a gear is engaged. */
  z.strictObject({ name: z.literal("started-in-gear"), heldS }),
  /** The starter is held for longer than the limit. */
  z.strictObject({ name: z.literal("starter-held") }),
  /** The engine falls below the limit with the ignition on. */
  z.strictObject({ name: z.literal("engine-stalled"), heldS }),
  /** Backward motion since a stop, without reverse gear; in an item of `gearUnaskedIn` nobody reverses on purpose. */
  z.strictObject({
    name: z.literal("rollback"),
    harsher: ruleId.exactOptional(),
    gearUnaskedIn: z.array(z.string()).default([]),
  }),
  /** The body or a wheel crosses the item's boundaries of that contact. */
  z.strictObject({ name: z.literal("line-contact"), of: z.enum(["body", "wheels"]) }),
  /** How far from where it should the vehicle stands when the item enters `phase`; `orNotStopping`: never having stopped breaks it too. */
  z.strictObject({
    name: z.literal("place-at-stop"),
    measure: z.enum(["bumper-to-pole-line", "side-to-right-edge"]),
    phase,
    harsher: ruleId.exactOptional(),
    orNotStopping: z.boolean().default(false),
  }),
  /** The prescribed operation is broken in the way that the item calls so. */
  z.strictObject({ name: z.literal("manoeuvre-broken"), how: z.string().min(1) }),
  /** The item's own clock. */
  z.strictObject({ name: z.literal("item-time") }),
  /** Standing still for longer than the limit where the item allows none. */
  z.strictObject({ name: z.literal("stop-longer") }),
  /** Lit when the item's turn begins, off when the item ends; the side follows from the course. */
  z.strictObject({ name: z.literal("turn-signal"), litWithinS, heldS }),
  /** Lit when the vehicle drives off into the phase. */
  z.strictObject({ name: z.literal("drive-off-signal"), side, phase, litWithinS, heldS }),
  /** Applied for `heldS` in the phase `standing`, judged on driving off into `leaving`. */
  z.strictObject({ name: z.literal("parking-brake-while"), standing: phase, leaving: phase, heldS }),
] as const;

const NAMES = FORMS.map((form) => form.shape.name.value);

export const watchSchema = z.discriminatedUnion("name", FORMS, `form:oneOf:${NAMES.join(", ")}`);

export type WatchForm = z.output<typeof watchSchema>;
export type WatchName = WatchForm["name"];
export type WatchFormOf<Name extends WatchName> = Extract<WatchForm, { name: Name }>;

interface WatchFacts {
  /** Whether it belongs to the whole test or to an item. */
  readonly of: "test" | "item";
  /** The limit that a rule must give it; null: it takes none. `any`: a limit is not compared, but may stand for others to use. */
  readonly limit: { readonly sense: "atLeast" | "atMost"; readonly unit: "mm" | "s" | "rpm" } | "any" | null;
}

const MILLIMETRES = { sense: "atMost", unit: "mm" } as const;
const SECONDS = { sense: "atMost", unit: "s" } as const;

export const WATCH_FACTS: Readonly<Record<WatchName, WatchFacts>> = {
  "signal-while-driving": { of: "test", limit: null },
  "started-in-gear": { of: "test", limit: null },
  "starter-held": { of: "test", limit: SECONDS },
  "engine-stalled": { of: "test", limit: { sense: "atLeast", unit: "rpm" } },
  rollback: { of: "test", limit: MILLIMETRES },
  "line-contact": { of: "item", limit: MILLIMETRES },
  "place-at-stop": { of: "item", limit: MILLIMETRES },
  "manoeuvre-broken": { of: "item", limit: "any" },
  "item-time": { of: "item", limit: SECONDS },
  "stop-longer": { of: "item", limit: SECONDS },
  "turn-signal": { of: "item", limit: null },
  "drive-off-signal": { of: "item", limit: null },
  "parking-brake-while": { of: "item", limit: null },
};
