import { atOneMoment } from "../../adapters/postgres/registry-audit-rows.ts";
import type { LookAtRegistry } from "../../cli/audit.ts";
import { loadRegistryFile } from "./registry-file.ts";
import { openRegistry } from "./registry-parts.ts";

/** The database of a registry file, as it is at one moment. */
export const lookAtRegistry: LookAtRegistry = async (file, station, look) => {
  const parts = await openRegistry(loadRegistryFile(file), "act");
  try {
    return await atOneMoment(parts.pool, station, look);
  } finally {
    await parts.close();
  }
};
