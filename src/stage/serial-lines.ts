import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openPtyBridge, type PtyBridge, ptyBridgeMissing } from "../../simulators/kit/pty-bridge.ts";
import { EdgeError } from "../errors.ts";
import { BAUD_RATES } from "./simulated-lane.ts";

export interface SerialLines {
  /** By role, an address like `serial:///tmp/.../axle-scale?baud=9600`. */
  readonly addresses: ReadonlyMap<string, string>;
  /** Hangs up whoever has a line open; neither a file nor a process stays. */
  close(): Promise<void>;
}

/**
 * A serial device file for each simulated instrument, in front of its TCP port (by role), at the speed of its manual. Throws
 * EdgeError PROGRAM_MISSING where this machine has no socat.
 */
export async function openSerialLines(ports: ReadonlyMap<string, number>): Promise<SerialLines> {
  const missing = ptyBridgeMissing();
  if (missing !== null)
    throw new EdgeError(
      "PROGRAM_MISSING",
      `Simulated serial lines are made with socat: ${missing}. Without it use --line tcp.`,
    );
  const folder = mkdtempSync(join(tmpdir(), "proofmark-lines-"));
  const bridges: PtyBridge[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(bridges.map((bridge) => bridge.close()));
    rmSync(folder, { recursive: true, force: true });
  };
  const addresses = new Map<string, string>();
  try {
    for (const [role, port] of ports) {
      const bridge = await openPtyBridge({ port, path: join(folder, role) });
      bridges.push(bridge);
      addresses.set(role, `serial://${bridge.path}?baud=${BAUD_RATES[role] ?? 9600}`);
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { addresses, close };
}
