import { FRAME_HEADER_BYTES, writeFrame } from "../../src/core/journal/frame.ts";
import { laterFrames } from "../../src/core/journal/later-frames.ts";
import { tailOf } from "../../src/core/journal/recovery-table.ts";
import type { Measure } from "./main.ts";

/** The search for later frames in the longest tail that a start looks into. Usage: npm run bench recovery */
const TAIL_BYTES = 8 * 1024 * 1024;
const RECORD = new Uint8Array(1000).fill(0x41);

export async function bench(): Promise<Measure[]> {
  const tails: readonly (readonly [string, Uint8Array])[] = [
    ["noise", noise()],
    ["zeros after one byte", new Uint8Array(TAIL_BYTES).fill(1, 0, 1)],
    ["heads that claim a record", heads()],
    ["frames cut in the middle", cutFrames()],
  ];
  const fromMs = performance.now();
  const found = [...laterFrames(noise(), 0)].length;
  const all = {
    name: `recovery search, all ${found} that noise gives by chance`,
    value: performance.now() - fromMs,
    unit: "ms",
  };
  const judged = tails.map(([name, tail]) => {
    const fromMs = performance.now();
    tailOf(tail, 0);
    return {
      name: `recovery search, 8 MiB of ${name}`,
      value: performance.now() - fromMs,
      unit: "ms",
      atMost: 1000,
    };
  });
  return [...judged, all];
}

function noise(): Uint8Array {
  const bytes = new Uint8Array(TAIL_BYTES);
  let state = 88675123;
  for (let i = 0; i < bytes.length; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes[i] = state;
  }
  return bytes;
}

/** Every eighth offset claims a record of 456 bytes of the same batch; the checksums are noise. */
function heads(): Uint8Array {
  const bytes = noise();
  for (let at = 0; at + FRAME_HEADER_BYTES < bytes.length; at += 8) bytes.set([200, 1, 192, 255], at);
  return bytes;
}

/** Each frame is overwritten from its middle on by the next; only what the last one left is whole, and it is of the same batch. */
function cutFrames(): Uint8Array {
  const bytes = new Uint8Array(TAIL_BYTES);
  const step = RECORD.length / 2;
  for (let at = 0, index = 0; at + 2 * RECORD.length < TAIL_BYTES; at += step, index++)
    writeFrame(bytes, at, RECORD, index, Math.min(index, 1023));
  return bytes;
}
