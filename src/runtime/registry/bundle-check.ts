import { type LookedAtBundle, lookedAtBundle } from "./bundle-of-record.ts";

/** A process beside a worker of the registry, which looks at the bundles that are sent to it, one after another. Its end is the end of one bundle, whatever that holds. */

export interface BundleOrder {
  readonly record: string;
  readonly bytes: Uint8Array;
}
export type BundleWord = "ready" | LookedAtBundle;

const say = (word: BundleWord): void => {
  process.send?.(word);
};

// Ctrl-C at a terminal and a stop of the service are for the worker, which ends this process itself. Where the worker is gone, so is the channel, and nothing keeps it.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => undefined);
process.on("message", ({ record, bytes }: BundleOrder) => say(lookedAtBundle(record, new Uint8Array(bytes))));
say("ready");
