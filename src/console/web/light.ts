import { computed, effect, signal } from "@preact/signals";
import { keptChoice } from "./kept-choice.ts";

/** `auto`: as the machine is set. `sun`: where the sun is on the screen, black on white and strong colours alone. */
export const LIGHTS = ["auto", "day", "sun", "night"] as const;
export type Light = (typeof LIGHTS)[number];
export const light = keptChoice<Light>("light", LIGHTS, "auto");

const dark = matchMedia("(prefers-color-scheme: dark)");
const isDark = signal(dark.matches);
dark.addEventListener("change", ({ matches }) => {
  isDark.value = matches;
});

/** In what the page is drawn. */
export const shownLight = computed<Exclude<Light, "auto">>(() =>
  light.value === "auto" ? (isDark.value ? "night" : "day") : light.value,
);

const known = new Map<string, string>();

/** `changed`: what is drawn by hand has to be drawn again. */
export function followLight(changed: () => void): void {
  effect(() => {
    document.documentElement.dataset.light = shownLight.value;
    known.clear();
    changed();
  });
}

/** A colour of colours.css as a canvas takes it, without its two dashes: `ink`, `map-body`. */
export function colourOf(name: string): string {
  const found = known.get(name);
  if (found !== undefined) return found;
  const colour = getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  known.set(name, colour);
  return colour;
}
