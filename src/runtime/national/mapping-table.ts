import { BYTES_MAX } from "../../adapters/config/strict-text.ts";
import { loadYamlFile } from "../../adapters/config/yaml-file.ts";
import type { CliIo } from "../../cli/command.ts";
import {
  type MappedField,
  type NationalMapping,
  nationalMappingSchema,
} from "../../national/mapping-form.ts";

/** Prints a mapping as Markdown. Throws EdgeError FILE_UNREADABLE, CONFIG_INVALID. */
export async function printMapping(path: string, io: CliIo): Promise<number> {
  for (const line of mappingTable(loadYamlFile(path, nationalMappingSchema, BYTES_MAX.rulebook).value))
    io.out(line);
  return 0;
}

export function mappingTable(mapping: NationalMapping): readonly string[] {
  return [
    "| event | calls |",
    "|---|---|",
    ...mapping.steps.map(
      ({ on, only, calls, isPutOff, isHeld, why }) =>
        `| \`${on}\`${only === undefined ? "" : ` (${only})`} | ${[
          calls.join(", "),
          isPutOff === true ? "when the job ends, after the parts that people looked at" : "",
          isHeld === true ? "**waits for a person**" : "",
          why ?? "",
        ]
          .filter((word) => word !== "")
          .join("; ")} |`,
    ),
    "",
    "| call | field | what | from | needed | confidence | source |",
    "|---|---|---|---|---|---|---|",
    ...Object.entries(mapping.calls).flatMap(([call, { zh, fields, isWhole }]) => [
      ...fields.map((field) => row(`${call} ${zh}`, field)),
      ...(isWhole ? [] : [`| ${call} ${zh} | | it may have more fields | not known | | not-known | |`]),
    ]),
    ...mapping.items.flatMap(({ item, fields = [] }) => fields.map((field) => row(`data of ${item}`, field))),
    "",
    "| our item | theirs | confidence | source |",
    "|---|---|---|---|",
    ...mapping.items.map(
      ({ item, codes, why, confidence, source }) =>
        `| \`${item}\` | ${codes === null ? "not known" : codes.length === 0 ? "not told" : codes.join(", ")}${why === undefined ? "" : `: ${why}`} | ${confidence} | ${source} |`,
    ),
    ...mapping.parts.map(
      ({ part, code, looked, confidence, source }) =>
        `| \`${part}\` | ${code}: ${Object.values(looked).join(", ")} | ${confidence} | ${source} |`,
    ),
    ...(mapping.unsent.length === 0
      ? []
      : ["", "| not sent | what | why | confidence | source |", "|---|---|---|---|---|"]),
    ...mapping.unsent.map(
      ({ call, what, why, confidence, source }) =>
        `| ${call} | ${what} | ${why} | ${confidence} | ${source} |`,
    ),
  ];
}

function row(call: string, { name, what, from, needed, confidence, source }: MappedField): string {
  return `| ${call} | ${name ?? "not known"} | ${what} | ${from ?? "not known"} | ${needed ? "yes" : "no"} | ${confidence} | ${source} |`;
}
