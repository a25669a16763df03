import { assert } from "../src/core/machine.ts";
import type { ByteChannel } from "../src/ports/byte-channel.ts";
import type { Timers } from "../src/ports/clock.ts";
import type { Log } from "../src/ports/log.ts";
import type { BoardProfile } from "./board-profile.ts";
import { checkOutput, type FirmataBoard, type OutputsState, openFirmataBoard } from "./firmata-board.ts";
import type { OutputPins, OutputPinsOptions } from "./johnny-five-outputs.ts";

export interface FirmataChannelOptions {
  /** The line to the board; this channel becomes its one owner. */
  readonly inner: ByteChannel;
  readonly profile: BoardProfile;
  readonly timers: Timers;
  readonly log: Log;
  readonly createPins?: (options: OutputPinsOptions) => OutputPins;
}

/** A board's line with its outputs beside it: the instrument link owns the channel, the station's outputs the rest. */
export interface FirmataChannel extends ByteChannel {
  /**
   * `waiting`: the board is not set up yet; done when it is. `unknown`: not connected, nothing was kept. Throws EdgeError
   * GPIO_LINE_UNKNOWN for a name that is not an output of the profile.
   */
  setOutput(name: string, on: boolean): "sent" | "waiting" | "unknown";
  /** Told at each change from now on. */
  onOutputs(listener: (state: OutputsState) => void): void;
}

export function createFirmataChannel(options: FirmataChannelOptions): FirmataChannel {
  const { inner, profile, timers, log, createPins } = options;
  const listeners: ((state: OutputsState) => void)[] = [];
  let board: FirmataBoard | null = null;

  return {
    address: inner.address,
    open(listener) {
      assert(board === null, `the channel ${inner.address} is opened once at a time`);
      board = openFirmataBoard({
        channel: inner,
        profile,
        timers,
        log,
        onOpen: () => listener.onOpen(),
        onEvidence: (bytes, atMs) => listener.onBytes(bytes, atMs),
        onClose: (why) => {
          board = null;
          listener.onClose(why);
        },
        onOutputs: (state) => {
          for (const told of listeners) told(state);
        },
        ...(createPins === undefined ? {} : { createPins }),
      });
    },
    write: (bytes) => board?.write(bytes) ?? "closed",
    close: () => board?.close(),
    setOutput(name, on) {
      checkOutput(profile, name);
      return board?.setOutput(name, on) ?? "unknown";
    },
    onOutputs: (listener) => {
      listeners.push(listener);
    },
  };
}
