import { type LastResort, lastResort } from "./last-resort.ts";

export type StopReason = { readonly kind: "requested" } | { readonly kind: "failed"; readonly cause: Error };

export interface Stop {
  readonly stopped: Promise<StopReason>;
  /** What failed first, also when it did so after a stop was asked for. */
  readonly failure: Error | null;
  request(): void;
  fail(cause: Error): void;
  /** The command is over: signals and failures have their usual meaning again. */
  dispose(): void;
}

/** What hangs at the end must not keep a station from ending whose journal is gone. */
const FAILED_EXIT_MS = 10_000;
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Resolves at the first signal, request or failure; a failure before anybody waits is kept. A second signal ends the process
 * at once: the journal makes that safe. A terminal that is closed (SIGHUP) stops a station like Ctrl-C, not in mid-work.
 */
export function untilStopped(last: LastResort = lastResort): Stop {
  let settle: (reason: StopReason) => void = () => undefined;
  const stopped = new Promise<StopReason>((resolve) => {
    settle = resolve;
  });
  let asked = false;
  let overdue: NodeJS.Timeout | null = null;
  const onSignal = (): void => {
    if (asked) {
      last.over();
      process.exit(130);
    }
    asked = true;
    settle({ kind: "requested" });
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  let failure: Error | null = null;
  const fail = (cause: Error): void => {
    failure ??= cause;
    // Not unref'd: it also ends a start that hangs, and then says why.
    overdue ??= setTimeout(() => last.end(cause), FAILED_EXIT_MS);
    settle({ kind: "failed", cause });
  };
  // A bug ends the station too, but not before its machines were told to stop. A second one ends it at once.
  const release = last.takeOver(fail);
  return {
    stopped,
    get failure() {
      return failure;
    },
    request: () => settle({ kind: "requested" }),
    fail,
    dispose: () => {
      for (const signal of SIGNALS) process.off(signal, onSignal);
      if (overdue !== null) clearTimeout(overdue);
      release();
    },
  };
}

/**
 * Closes, and gives exit code 0 if nothing failed until the last byte was written; else throws what failed first. Why a station
 * failed is never hidden by what went wrong while it was closed.
 */
export async function endOf(stop: Pick<Stop, "failure">, close: () => Promise<void>): Promise<number> {
  try {
    await close();
  } catch (cause) {
    throw stop.failure ?? cause;
  }
  if (stop.failure !== null) throw stop.failure;
  return 0;
}
