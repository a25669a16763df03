/** What may go wrong in a PLC without its program being wrong. Set by a scenario or a test; both kinds of PLC obey it. */
export class PlcDefects {
  readonly #status = new Map<string, string>();
  /** Nothing moves any more, and the connection stays up. */
  frozen = false;
  /** A server that gives values no source time. */
  untimed = false;
  readonly #skewMs = new Map<string, number>();

  /** This variable is stamped so much later than it was sampled; below zero, sooner. */
  setSkew(variable: string, ms: number): void {
    this.#skewMs.set(variable, ms);
  }

  sourceTimeMs(variable: string, wallMs: number): number | null {
    return this.untimed ? null : wallMs + (this.#skewMs.get(variable) ?? 0);
  }

  /** `status` is the name of an OPC UA status code, e.g. `BadSensorFailure`; `Good` heals. */
  setStatus(variable: string, status: string): void {
    if (status === "Good") this.#status.delete(variable);
    else this.#status.set(variable, status);
  }

  statusOf(variable: string): string {
    return this.#status.get(variable) ?? "Good";
  }
}
