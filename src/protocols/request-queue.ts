export interface WireRequest {
  readonly bytes: Uint8Array;
  readonly answerWithinMs: number;
}

/** One question on the wire at a time, the rest wait in order; at most `limit` wait. */
export class RequestQueue<Request extends WireRequest> {
  readonly #limit: number;
  #waiting: Request[] = [];
  #outstanding: { readonly request: Request; readonly dueMs: number } | null = null;
  #notBeforeMs = Number.NEGATIVE_INFINITY;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get outstanding(): Request | null {
    return this.#outstanding?.request ?? null;
  }

  get isIdle(): boolean {
    return this.#outstanding === null && this.#waiting.length === 0;
  }

  /** False, and nothing taken, if there is no room for all of them. */
  add(...requests: readonly Request[]): boolean {
    if (this.#waiting.length + requests.length > this.#limit) return false;
    this.#waiting.push(...requests);
    return true;
  }

  /** The same question once more, before all that wait. */
  repeat(request: Request): void {
    this.#waiting.unshift(request);
  }

  /** Puts the next question on the wire, if the line is free. */
  next(atMs: number): Request | null {
    if (this.#outstanding !== null || atMs < this.#notBeforeMs) return null;
    const request = this.#waiting.shift();
    if (request === undefined) return null;
    this.#outstanding = { request, dueMs: atMs + request.answerWithinMs };
    return request;
  }

  /** The line may rest before the next question. */
  answered(restUntilMs = Number.NEGATIVE_INFINITY): void {
    this.#outstanding = null;
    this.#notBeforeMs = Math.max(this.#notBeforeMs, restUntilMs);
  }

  has(wanted: (request: Request) => boolean): boolean {
    return (this.outstanding !== null && wanted(this.outstanding)) || this.#waiting.some(wanted);
  }

  /** The question whose time is over; the line then rests `restMs`, so that a late answer meets no new question. */
  overdue(atMs: number, restMs: number): Request | null {
    if (this.#outstanding === null || atMs < this.#outstanding.dueMs) return null;
    const { request } = this.#outstanding;
    this.#outstanding = null;
    this.#notBeforeMs = atMs + restMs;
    return request;
  }

  nextDueMs(): number | null {
    if (this.#outstanding !== null) return this.#outstanding.dueMs;
    return this.#waiting.length > 0 ? this.#notBeforeMs : null;
  }

  /** How many they were. */
  removeWaiting(unwanted: (request: Request) => boolean): number {
    const before = this.#waiting.length;
    this.#waiting = this.#waiting.filter((request) => !unwanted(request));
    return before - this.#waiting.length;
  }

  /** Forgets everything, the outstanding question first in the list. */
  abandon(): readonly Request[] {
    const abandoned = [...(this.#outstanding ? [this.#outstanding.request] : []), ...this.#waiting];
    this.#outstanding = null;
    this.#waiting = [];
    this.#notBeforeMs = Number.NEGATIVE_INFINITY;
    return abandoned;
  }
}
