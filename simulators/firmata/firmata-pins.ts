import type { BoardProfile } from "./board-profile.ts";

const INPUT = 0;
const OUTPUT = 1;
const PULLUP = 0x0b;

/** The pins that plain Firmata may use: all but the serial port (0 and 1) and the measuring lines. */
export class FirmataPins {
  readonly #profile: BoardProfile;
  readonly #modes = new Map<number, number>();
  readonly #levels = new Map<number, boolean>();

  constructor(profile: BoardProfile) {
    this.#profile = profile;
  }

  reset(): void {
    this.#modes.clear();
    this.#levels.clear();
  }

  /** Level of an output pin; null while it is not an output. */
  output(pin: number): boolean | null {
    return this.#modes.get(pin) === OUTPUT ? (this.#levels.get(pin) ?? false) : null;
  }

  /** Null, or what was wrong with it. */
  setMode(pin: number, mode: number): string | null {
    const free = pin >= 2 && pin < this.#profile.pinCount && !this.#profile.linePins.includes(pin);
    if (!free || ![INPUT, OUTPUT, PULLUP].includes(mode)) return `pin ${pin} cannot have mode ${mode}`;
    this.#modes.set(pin, mode);
    return null;
  }

  setLevel(pin: number, level: boolean): string | null {
    if (this.#modes.get(pin) !== OUTPUT) return `pin ${pin} is set, but is no output`;
    this.#levels.set(pin, level);
    return null;
  }

  /** A digital port message tells all eight pins; those that are no outputs do not mind. */
  setPort(port: number, mask: number): void {
    for (let bit = 0; bit < 8; bit++) {
      const pin = port * 8 + bit;
      if (this.#modes.get(pin) === OUTPUT) this.#levels.set(pin, (mask & (1 << bit)) !== 0);
    }
  }

  /** CAPABILITY_RESPONSE: pairs of mode and resolution, 7Fh after each pin. */
  capabilities(): number[] {
    return Array.from({ length: this.#profile.pinCount }, (_, pin) => {
      if (pin < 2) return [0x7f];
      if (this.#profile.linePins.includes(pin)) return [INPUT, 1, PULLUP, 1, 0x7f];
      return [INPUT, 1, OUTPUT, 1, PULLUP, 1, 0x7f];
    }).flat();
  }

  /** ANALOG_MAPPING_RESPONSE: no pin has an analogue channel for the host. */
  analogMapping(): number[] {
    return Array.from({ length: this.#profile.pinCount }, () => 0x7f);
  }
}
