import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { EdgeError } from "../../errors.ts";

/** One GPIO controller as `/sys/class/gpio/gpiochip*` shows it. */
export interface GpioChip {
  readonly label: string;
  readonly base: number;
  readonly lines: number;
}

/** Labels of the controllers behind the pin header: Raspberry Pi 0..4 (bcm2835, bcm2711) and 5 (rp1). */
const HEADER_LABEL = /^pinctrl-(?:bcm2835|bcm2711|rp1)$/;

/** Every controller, by base. Throws EdgeError GPIO_UNAVAILABLE where `root` cannot be read. */
export function readGpioChips(root: string): readonly GpioChip[] {
  try {
    return readdirSync(root)
      .filter((name) => /^gpiochip\d+$/.test(name))
      .map((name) => ({
        label: readFileSync(join(root, name, "label"), "utf8").trim(),
        base: Number(readFileSync(join(root, name, "base"), "utf8")),
        lines: Number(readFileSync(join(root, name, "ngpio"), "utf8")),
      }))
      .sort((a, b) => a.base - b.base);
  } catch (cause) {
    throw new EdgeError("GPIO_UNAVAILABLE", `Cannot read the GPIO controllers in ${root}.`, { root }, cause);
  }
}

/**
 * The kernel's global number of a line. Kernels moved the numbers (base 0, 399, 512 or 571 for the same header), so a
 * configuration names an offset: `17` on the header's controller, or on the only one; `"pinctrl-rp1:17"` on the one
 * with that label. Throws EdgeError GPIO_LINE_UNKNOWN where there is no such line, or more than one.
 */
export function sysfsNumber(line: number | string, chips: readonly GpioChip[]): number {
  const colon = typeof line === "string" ? line.lastIndexOf(":") : -1;
  const label = typeof line === "string" && colon >= 0 ? line.slice(0, colon) : null;
  const offset = typeof line === "number" ? line : Number(line.slice(colon + 1));
  const labelled = chips.filter((chip) =>
    label === null ? HEADER_LABEL.test(chip.label) : chip.label === label,
  );
  const candidates = labelled.length === 0 && label === null ? chips : labelled;
  const chip = candidates[0];
  const context = { line, chips: chips.map((each) => each.label) };
  if (chip === undefined || candidates.length > 1) {
    const found = chip === undefined ? "no GPIO controller is" : "more than one GPIO controller may be";
    throw new EdgeError("GPIO_LINE_UNKNOWN", `Cannot find the line ${line}: ${found} meant.`, context);
  }
  if (!Number.isInteger(offset) || offset < 0 || offset >= chip.lines) {
    throw new EdgeError(
      "GPIO_LINE_UNKNOWN",
      `Cannot find the line ${line}: ${chip.label} has the lines 0 to ${chip.lines - 1}.`,
      context,
    );
  }
  return chip.base + offset;
}
