export type StopReason = { readonly kind: "requested" } | { readonly kind: "failed"; readonly cause: Error };

export interface Stop {
  readonly stopped: Promise<StopReason>;
  request(): void;
  fail(cause: Error): void;
}

/** What hangs at the end must not keep a station from ending whose journal is gone. */
const FAILED_EXIT_MS = 10_000;

/** Resolves at the first SIGINT, SIGTERM, request or failure. A second signal ends the process at once: the journal makes that safe. */
export function untilStopped(): Stop {
  let settle: (reason: StopReason) => void = () => undefined;
  const stopped = new Promise<StopReason>((resolve) => {
    settle = resolve;
  });
  let asked = false;
  const onSignal = (): void => {
    if (asked) process.exit(130);
    asked = true;
    settle({ kind: "requested" });
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  const fail = (cause: Error): void => {
    setTimeout(() => process.exit(3), FAILED_EXIT_MS).unref();
    settle({ kind: "failed", cause });
  };
  // A bug ends the station too, but not before its machines were told to stop. A second one ends it at once.
  process.once("uncaughtException", fail);
  return {
    stopped,
    request: () => settle({ kind: "requested" }),
    fail,
  };
}
