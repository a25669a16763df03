import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbeddedPostgres } from "../../src/adapters/postgres/embedded-postgres.ts";
import { migrate } from "../../src/adapters/postgres/migrate.ts";
import { PostgresPool } from "../../src/adapters/postgres/postgres-access.ts";
import { EdgeError } from "../../src/errors.ts";
import { eventually } from "./eventually.ts";

export interface RegistryDatabase {
  readonly server: {
    readonly url: string;
    readonly password: string;
    /** Of the process that is running now. */
    readonly pid: number;
    /** SIGKILL to it and all that it started. */
    kill(): void;
    /** On the same port; what was durable is there. */
    restart(): Promise<void>;
  };
  readonly pool: PostgresPool;
  /** Another pool on the same server, as another worker has it. */
  poolOfOther(): PostgresPool;
  close(): Promise<void>;
}

/** Why there is none here; null where there is. */
export async function startRegistryDatabase(
  settings: readonly string[] = [],
): Promise<RegistryDatabase | string> {
  const directory = mkdtempSync(join(tmpdir(), "proofmark-pg-"));
  chmodSync(directory, 0o711);
  try {
    let server = await startEmbeddedPostgres({ directory, settings });
    const port = Number(new URL(server.url).port);
    const pools: PostgresPool[] = [];
    const newPool = (): PostgresPool => {
      const pool = new PostgresPool({ url: server.url, password: server.password, connections: 4 });
      pools.push(pool);
      return pool;
    };
    const pool = newPool();
    const close = async (): Promise<void> => {
      await Promise.all(pools.map((each) => each.end()));
      await server.stop();
      rmSync(directory, { recursive: true });
    };
    try {
      await migrate(pool);
    } catch (error) {
      await close();
      throw error;
    }
    return {
      server: {
        url: server.url,
        password: server.password,
        get pid() {
          return server.pid;
        },
        kill: () => process.kill(-server.pid, "SIGKILL"),
        async restart() {
          await eventually("gone", () => !isAlive(server.pid));
          server = await startEmbeddedPostgres({ directory, settings, port });
        },
      },
      pool,
      poolOfOther: newPool,
      close,
    };
  } catch (error) {
    if (!(error instanceof EdgeError) || error.code !== "DATABASE_NOT_HERE") throw error;
    rmSync(directory, { recursive: true });
    return error.message;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // There is no such process any more.
    return false;
  }
}
