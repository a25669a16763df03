import { join } from "node:path";
import { SystemClock } from "../../adapters/clock/system-clock.ts";
import { DiskWitnessStates } from "../../adapters/disk/witness-states.ts";
import { sha256, verifySignature } from "../../adapters/keys/node-crypto.ts";
import { loadOrCreateWitness } from "../../adapters/keys/witness-key.ts";
import { startWitnessServer } from "../../adapters/witness/witness-server.ts";
import type { CliIo } from "../../cli/command.ts";
import { encodeBase64 } from "../../core/record/base64.ts";
import { logName } from "../../core/record/checkpoint.ts";
import { ADD_CHECKPOINT_CHARS_MAX } from "../../core/registry/witness/add-checkpoint.ts";
import { WitnessDesk } from "../../registry/witness-desk.ts";
import { endOf, untilStopped } from "../shutdown.ts";
import { KnownLogs } from "./known-logs.ts";
import { loadWitnessFile } from "./witness-file.ts";

const LOOK_MS = 1_000;

/** A witness, until it is stopped. Throws what its file, its key, its folder and its address throw. */
export async function runWitness(file: string, io: CliIo): Promise<number> {
  const config = loadWitnessFile(file);
  const stop = untilStopped();
  try {
    const key = loadOrCreateWitness(config.name, config.key);
    const logs = new KnownLogs(config.trust, config.authority, (error) => io.err(error.message));
    const states = new DiskWitnessStates(join(config.data, "logs"));
    try {
      const clock = new SystemClock();
      const desk = new WitnessDesk({
        ...{ states, digest: sha256, verify: verifySignature },
        logKeys: (origin) => logs.keysOf(origin),
        cosign: (text, timeS) => key.cosignature(text, timeS),
        wallMs: () => clock.wallMs(),
        onFork: (origin, size) =>
          io.err(
            `${origin} was shown at size ${size} with a tree that does not go on from the one cosigned.`,
          ),
      });
      const server = await startWitnessServer({
        ...{ host: config.host, port: config.port, bytesMax: ADD_CHECKPOINT_CHARS_MAX },
        addCheckpoint: (text) => desk.addCheckpoint(text),
        onFailure: (error) => io.err(error instanceof Error ? error.message : String(error)),
      });
      io.out(`Witness ${config.name} is up at ${server.url}, for ${logs.size} logs.`);
      io.out(`  key: ${encodeBase64(key.spki)}`);
      const looking = setInterval(() => logs.look(), LOOK_MS);
      await stop.stopped;
      return await endOf(stop, async () => {
        clearInterval(looking);
        await server.close();
      });
    } finally {
      states.close();
    }
  } finally {
    stop.dispose();
  }
}

/** What a person of the witness decides, while it is stopped. True where something was held of that log. */
export function forgetLog(file: string, station: string, by: string): { readonly size: number } | null {
  const { data } = loadWitnessFile(file);
  const states = new DiskWitnessStates(join(data, "logs"));
  try {
    const given = states.forget(logName(station), by, new Date(new SystemClock().wallMs()).toISOString());
    return given === null ? null : { size: given.size };
  } finally {
    states.close();
  }
}
