import { NationalSystem } from "../../simulators/national/national-system.ts";
import type { CliIo } from "../cli/command.ts";
import { untilStopped } from "../runtime/shutdown.ts";

/** Runs the stand-in of a national system until it is stopped. Exit code 0. */
export async function runNationalStandIn(port: number, io: CliIo): Promise<number> {
  const stop = untilStopped();
  const system = await NationalSystem.start({ serial: "STAND-IN", doubles: "refuse", port });
  try {
    io.out(`url ${system.url}  interface serial number STAND-IN  a double is refused with code -9`);
    await stop.stopped;
    for (const { jkid, fields } of system.calls()) io.out(`${jkid} ${JSON.stringify(fields)}`);
    return 0;
  } finally {
    await system.stop();
    stop.dispose();
  }
}
