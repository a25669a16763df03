import type { ByteChannel, ByteChannelListener } from "../../src/ports/byte-channel.ts";
import { DeviceLine, type DeviceLineOptions } from "./device-line.ts";

export interface MemoryEndpointOptions extends DeviceLineOptions {
  /** `sim:` and the device's name if absent. */
  readonly address?: string;
}

/** A channel that ends in a simulated device of this process. */
export interface MemoryEndpoint extends ByteChannel {
  /** Ends the device's own timers; closing the channel leaves the device running, like pulling a plug. */
  stop(): void;
}

type Why = Parameters<ByteChannelListener["onClose"]>[0];

const CLOSED: Why = { code: "CLOSED_BY_US", params: {} };
const UNPLUGGED: Why = { code: "LINE_UNPLUGGED", params: {} };
const UNSENT_MAX_BYTES = 64 * 1024;
const OPEN_TAKES_MS = 2;

/** Keeps the promises of `ByteChannel`; see `DeviceLine` for what happens to the bytes. */
export function createMemoryEndpoint(options: MemoryEndpointOptions): MemoryEndpoint {
  const { timers, device } = options;
  const line = new DeviceLine(options);
  const address = options.address ?? `sim:${device.name}`;
  let state: "closed" | "opening" | "open" | "closing" = "closed";
  let listener: ByteChannelListener | null = null;

  function closeLater(why: Why): void {
    if (state === "closed" || state === "closing") return;
    state = "closing";
    line.disconnect();
    timers.start(`close ${address}`, 0, () => {
      const told = listener;
      state = "closed";
      listener = null;
      told?.onClose(why);
    });
  }

  function opened(): void {
    if (state !== "opening") return;
    if (!line.plugged) {
      closeLater(UNPLUGGED);
      return;
    }
    state = "open";
    // First the line, then the word: whoever is told may write at once.
    line.connect({
      onBytes: (bytes, atMs) => listener?.onBytes(bytes, atMs),
      onHangUp: () => closeLater(UNPLUGGED),
    });
    listener?.onOpen();
  }

  return {
    address,
    open(next) {
      if (state !== "closed") throw new Error(`The channel ${address} was opened while it was ${state}.`);
      state = "opening";
      listener = next;
      timers.start(`open ${address}`, OPEN_TAKES_MS, opened);
    },
    write(bytes) {
      if (state !== "open" || !line.connected) return "closed";
      if (line.unsentBytes + bytes.length > UNSENT_MAX_BYTES) return "full";
      line.send(bytes);
      return "accepted";
    },
    close: () => closeLater(CLOSED),
    stop() {
      closeLater(UNPLUGGED);
      line.stop();
    },
  };
}
