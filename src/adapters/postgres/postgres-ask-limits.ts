import { createHash } from "node:crypto";
import type { AskRate } from "../../core/registry/public/ask-limits.ts";
import { EdgeError } from "../../errors.ts";
import type { SharedLimits } from "../../ports/shared-limits.ts";
import type { PostgresPool } from "./postgres-access.ts";

/** What nobody asked for so long is paid for. */
const SWEEP_EVERY_MS = 60_000;
/** Who has to wait longer for a count than this is not counted, and not answered. */
const COUNT_MS = 1_000;

/** The rule of `AskLimits` in one statement, by the database's clock. Where it may not, no row is written. */
const COUNT = `insert into public_asked as held (name, paid_until)
  values ($1, clock_timestamp() + $3::float8 * interval '1 millisecond')
  on conflict (name) do update set paid_until = greatest(held.paid_until, clock_timestamp()) + $3::float8 * interval '1 millisecond'
  where greatest(held.paid_until, clock_timestamp()) + $3::float8 * interval '1 millisecond'
    <= clock_timestamp() + $2::float8 * $3::float8 * interval '1 millisecond'
  returning 1 as counted`;
const WAIT = `select ceil(extract(epoch from paid_until - clock_timestamp()) - ($2::float8 - 1) * $3::float8 / 1000)::integer as wait
  from public_asked where name = $1`;

/** Counts in the database what the public asked, for all workers together. Names are kept as hashes. */
export class PostgresAskLimits implements SharedLimits {
  readonly #pool: PostgresPool;
  readonly #monoMs: () => number;
  #sweptMs: number;

  constructor(pool: PostgresPool, monoMs: () => number) {
    this.#pool = pool;
    this.#monoMs = monoMs;
    this.#sweptMs = monoMs();
  }

  async ask(name: string, rate: AskRate): Promise<number> {
    return await inTime(this.#ask(name, rate));
  }

  async #ask(name: string, { burst, everyMs }: AskRate): Promise<number> {
    const key = createHash("sha256").update(name).digest();
    const counted = await this.#pool.query(COUNT, [key, burst, everyMs]);
    await this.#sweep();
    if (counted.length > 0) return 0;
    const [row] = await this.#pool.query<{ wait: number }>(WAIT, [key, burst, everyMs]);
    return Math.max(1, row?.wait ?? 1);
  }

  async #sweep(): Promise<void> {
    const nowMs = this.#monoMs();
    if (nowMs - this.#sweptMs < SWEEP_EVERY_MS) return;
    this.#sweptMs = nowMs;
    await this.#pool.query("delete from public_asked where paid_until < clock_timestamp()");
  }
}

async function inTime<Result>(work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new EdgeError("DATABASE_UNAVAILABLE", `The database did not count within ${COUNT_MS} ms.`, {}));
    }, COUNT_MS);
  });
  // What comes too late is nobody's any more.
  work.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
