import { atOneMoment } from "../../adapters/postgres/registry-audit-rows.ts";
import type { LookAtRegistry } from "../../cli/audit.ts";
import { loadRegistryFile } from "./registry-file.ts";
import { lookAtDatabase } from "./registry-parts.ts";

/** The database of a registry file, as it is at one moment. */
export const lookAtRegistry: LookAtRegistry = async (file, station, look) => {
  const database = await lookAtDatabase(loadRegistryFile(file));
  try {
    return await atOneMoment(database.pool, station, look);
  } finally {
    await database.close();
  }
};
