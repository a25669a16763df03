import { z } from "zod";
import { readRulebook } from "../../adapters/config/artifact-file.ts";
import { refusedAt } from "../../adapters/config/refusal.ts";
import { parseYamlText } from "../../adapters/config/yaml-file.ts";
import { sha256 } from "../../adapters/keys/node-crypto.ts";
import { registeredStations } from "../../adapters/postgres/station-register.ts";
import type { RegistryCommands } from "../../cli/registry.ts";
import type { RulebookOrdered } from "../../cli/registry-rulebook.ts";
import { BOOK_PART_BYTES, BOOK_PARTS_MAX, bookOrders } from "../../core/commands/book-orders.ts";
import type { CommandOrder } from "../../core/commands/command-messages.ts";
import { toHex } from "../../core/record/base64.ts";
import { gzip } from "../../core/record/gzip.ts";
import { rulebookHeaderShape } from "../../core/rules/rulebook-header.ts";
import { loadedEdition } from "../station-rulebooks.ts";
import { giveRun } from "./registry-orders.ts";
import { withRegistry } from "./registry-parts.ts";

/** What a rulebook of either kind says of itself first. */
const headSchema = z.looseObject({ kind: rulebookHeaderShape.kind });

interface Orders {
  readonly orders: readonly CommandOrder[];
  /** Which rulebook it is, and for which jobs. */
  readonly what: string;
}

/** Orders stations to judge by a rulebook. It is opened before the database is, so that one that is wrong reaches nobody. */
export const orderRulebook: RegistryCommands["rulebook"] = async (file, act, tell) => {
  const { orders, what } = ordersOf(act);
  return await withRegistry(file, async (parts) => {
    const { station, forMs, by } = act;
    const give = async (to: string) => await giveRun(parts, { station: to, forMs, by }, orders);
    const sent = "Sent until the station has answered each: proofmark registry commands.";
    if (station !== null) {
      const numbers = await give(station);
      if (numbers === null) return { isDone: false, sentence: `${station} is not enrolled.` };
      return { isDone: true, sentence: `${station}: ${what}, in ${commandsSaid(numbers)}. ${sent}` };
    }
    const all = await registeredStations(parts.pool);
    if (all.length === 0)
      return { isDone: false, sentence: "No station is enrolled yet: proofmark registry enrol." };
    // Each by itself: no station waits for the others, and who reads the lines knows how far it came.
    for (const each of all) {
      const numbers = await give(each);
      tell(`${each}: ${numbers === null ? "is not enrolled any more" : `${commandsSaid(numbers)}.`}`);
    }
    return { isDone: true, sentence: `Ordered of ${all.length} stations: ${what}. ${sent}` };
  });
};

function commandsSaid(numbers: readonly number[]): string {
  const [first, last] = [numbers[0], numbers.at(-1)];
  return numbers.length === 1 ? `command ${first}` : `${numbers.length} commands, ${first} to ${last}`;
}

/** Read as a station reads it. Throws EdgeError FILE_UNREADABLE, CONFIG_INVALID. */
function ordersOf({ rulebook: path, why }: RulebookOrdered): Orders {
  const { kind } = parseYamlText(readRulebook(path).text, headSchema, path).value;
  const { id, validFrom, validTo, file } = loadedEdition(kind, path);
  const bytes = new TextEncoder().encode(file.text);
  const packed = gzip(bytes);
  const orders = bookOrders({ kind, id, validFrom, sha256: toHex(sha256(bytes)) }, packed, why);
  if (orders === null) {
    const most = BOOK_PART_BYTES * BOOK_PARTS_MAX;
    throw refusedAt(
      path,
      { line: 1, column: 1 },
      {
        zh: `规则压缩后有 ${packed.length} 字节，指令最多可带 ${most} 字节。`,
        en: `compressed the rulebook has ${packed.length} bytes, and orders carry ${most} at most.`,
      },
    );
  }
  const span = validTo === null ? `on ${validFrom} or later` : `from ${validFrom} to ${validTo}`;
  return { orders, what: `rulebook ${id} for each ${kind} that begins ${span}` };
}
