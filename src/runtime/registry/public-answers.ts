import { join } from "node:path";
import { sha256 } from "../../adapters/keys/node-crypto.ts";
import { PostgresPool } from "../../adapters/postgres/postgres-access.ts";
import { PostgresAskLimits } from "../../adapters/postgres/postgres-ask-limits.ts";
import { PostgresRegistrySearch } from "../../adapters/postgres/postgres-registry-search.ts";
import type { CliIo } from "../../cli/command.ts";
import { type PublicServer, startPublicServer } from "../../console/registry/public-server.ts";
import { publicAnswer } from "../../core/registry/public/public-answer.ts";
import { publicProof } from "../../core/registry/public/public-proof.ts";
import type { PublicQuestion } from "../../core/registry/public/public-question.ts";
import type { Searched } from "../../core/registry/public/searched-rows.ts";
import type { RegistrySearch } from "../../ports/registry-search.ts";
import { packageRoot } from "../package-files.ts";
import type { RegistryFile } from "./registry-file.ts";
import { type OpenedMarks, shownMark } from "./registry-marks.ts";
import type { RegistryParts } from "./registry-parts.ts";
import { seldom } from "./seldom.ts";

/** Beside those of the intake. */
const CONNECTIONS = 2;

/** Null where the registry file has no block `public`. Throws what `startPublicServer` throws. `webDirectory`: the built pages. */
export async function openPublic(
  { public: block }: Pick<RegistryFile, "public">,
  parts: Pick<RegistryParts, "access" | "clock" | "witnesses">,
  io: CliIo,
  webDirectory: string = join(packageRoot(), "dist", "web"),
  marks: OpenedMarks | null = null,
): Promise<PublicServer | null> {
  if (block === undefined) return null;
  const { access, clock, witnesses } = parts;
  const [witness] = witnesses;
  const pool = new PostgresPool({ ...access, connections: CONNECTIONS });
  const search = new PostgresRegistrySearch(pool);
  const signer = { keyId: witness.keyId, sign: (message: Uint8Array) => witness.sign(message) };
  // Strangers may ask as often as they like while the database is away.
  const say = seldom({ monoMs: () => clock.monoMs() }, io.err);
  const tell = (what: string, fields?: Readonly<Record<string, unknown>>): void =>
    say(what, `Public: ${what}${fields === undefined ? "" : ` ${JSON.stringify(fields)}`}`);
  try {
    const server = await startPublicServer({
      ...block,
      webDirectory,
      answer: async (question) => publicAnswer(question, await searched(search, question), sha256),
      proof: async (record) => publicProof(record, await search.byRecord(record), { digest: sha256, signer }),
      ...(marks !== null && {
        mark: async (record: string) => shownMark(await marks.marking.markOf(record), marks),
        statusList: (list: number) => marks.marking.listOf(list),
      }),
      log: { info: () => undefined, warn: tell, error: tell },
      monoMs: () => clock.monoMs(),
      shared: new PostgresAskLimits(pool, () => clock.monoMs()),
    });
    io.out(`  answers the public at ${server.url}`);
    return {
      url: server.url,
      close: async () => {
        await server.close();
        await pool.end();
      },
    };
  } catch (error) {
    await pool.end();
    throw error;
  }
}

function searched(search: RegistrySearch, question: PublicQuestion): Promise<Searched> {
  switch (question.by) {
    case "record":
      return search.byRecord(question.record);
    case "vehicle":
      return search.byVehicle(question.plate, question.vinEnd);
    case "candidate":
      return search.byCertificate(question.certificate);
  }
}
