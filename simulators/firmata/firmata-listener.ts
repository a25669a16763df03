/** What a board of the Firmata 2.6 subset may be told. */
export type FirmataMessage =
  | { readonly kind: "report-version" }
  | { readonly kind: "system-reset" }
  | { readonly kind: "set-pin-mode"; readonly pin: number; readonly mode: number }
  | { readonly kind: "digital-port"; readonly port: number; readonly mask: number }
  | { readonly kind: "set-pin-value"; readonly pin: number; readonly value: number }
  | { readonly kind: "sysex"; readonly command: number; readonly data: readonly number[] }
  | { readonly kind: "illegal"; readonly what: string };

const SYSEX_BYTES_MAX = 64;
const hex = (byte: number): string => byte.toString(16).toUpperCase().padStart(2, "0");

/** Cuts the host's bytes into messages (Firmata protocol 2.6); strict about seven-bit data and lengths. */
export class FirmataListener {
  #status: number | null = null;
  #data: number[] = [];

  hear(byte: number): FirmataMessage[] {
    if (this.#status === 0xf0) return this.#insideSysex(byte);
    if (byte < 0x80)
      return this.#status === null ? [this.#illegal(`stray data ${hex(byte)}`)] : this.#datum(byte);
    const broken =
      this.#status === null ? [] : [this.#illegal(`${hex(this.#status)} cut short by ${hex(byte)}`)];
    return [...broken, ...this.#begin(byte)];
  }

  reset(): void {
    this.#status = null;
    this.#data = [];
  }

  #begin(byte: number): FirmataMessage[] {
    this.reset();
    if (byte === 0xf9) return [{ kind: "report-version" }];
    if (byte === 0xff) return [{ kind: "system-reset" }];
    if (byte === 0xf0 || byte === 0xf4 || byte === 0xf5 || (byte & 0xf0) === 0x90) {
      this.#status = byte;
      return [];
    }
    return [this.#illegal(`command ${hex(byte)}`)];
  }

  #insideSysex(byte: number): FirmataMessage[] {
    if (byte === 0xf7) {
      const [command, ...data] = this.#data;
      this.reset();
      return [command === undefined ? this.#illegal("empty SysEx") : { kind: "sysex", command, data }];
    }
    if (byte >= 0x80) {
      this.reset();
      return [this.#illegal(`${hex(byte)} inside a SysEx`), ...this.#begin(byte)];
    }
    this.#data.push(byte);
    if (this.#data.length <= SYSEX_BYTES_MAX) return [];
    this.reset();
    return [this.#illegal(`SysEx beyond ${SYSEX_BYTES_MAX} bytes`)];
  }

  #datum(byte: number): FirmataMessage[] {
    this.#data.push(byte);
    const [first, second] = this.#data;
    if (first === undefined || second === undefined) return [];
    const status = this.#status ?? 0;
    this.reset();
    if (status === 0xf4) return [{ kind: "set-pin-mode", pin: first, mode: second }];
    if (status === 0xf5) return [{ kind: "set-pin-value", pin: first, value: second }];
    return [{ kind: "digital-port", port: status & 0x0f, mask: first | (second << 7) }];
  }

  #illegal(what: string): FirmataMessage {
    return { kind: "illegal", what };
  }
}
