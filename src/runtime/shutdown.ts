export type StopReason = { readonly kind: "requested" } | { readonly kind: "failed"; readonly cause: Error };

export interface Stop {
  readonly stopped: Promise<StopReason>;
  request(): void;
  fail(cause: Error): void;
}

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
  return {
    stopped,
    request: () => settle({ kind: "requested" }),
    fail: (cause) => settle({ kind: "failed", cause }),
  };
}
