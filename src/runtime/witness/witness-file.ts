import { dirname, resolve } from "node:path";
import { z } from "zod";
import { BYTES_MAX } from "../../adapters/config/strict-text.ts";
import { loadYamlFile } from "../../adapters/config/yaml-file.ts";

/** A witness file: `config/witnesses/*.yaml`. */
export const witnessFileSchema = z.strictObject({
  schema: z.literal("proofmark/witness/v1"),
  name: z
    .string()
    .regex(/^[^\s+]{1,200}$/u, "form:witnessName")
    .describe("As it stands in cosignatures and in the trust list; no space and no plus sign."),
  key: z
    .string()
    .min(1)
    .describe("PEM, Ed25519, not readable by everybody; made at the first start. Relative to this file."),
  data: z
    .string()
    .min(1)
    .describe(
      "Folder of what was cosigned, a small file for each log. Relative to this file. Of a copy of it an older log could be cosigned twice: put none back.",
    ),
  trust: z
    .string()
    .min(1)
    .describe(
      "Signed list of keys: which log keys there are. Read again when it changes. Relative to this file.",
    ),
  authority: z
    .string()
    .regex(/^[0-9a-f]{64}$/, "form:sha256")
    .describe("SHA-256 of the key of whoever signs that list, hex, known from elsewhere than the list."),
  host: z
    .string()
    .min(1)
    .max(253)
    .default("127.0.0.1")
    .describe(
      "Address to listen on. Plain HTTP: leave it at this machine, with a proxy in front that has the certificate.",
    ),
  port: z.int().min(0).max(65535).default(8092).describe("0: any that is free."),
});

export type WitnessFile = z.infer<typeof witnessFileSchema>;

/** Throws EdgeError FILE_UNREADABLE, CONFIG_INVALID. Paths in it are absolute. */
export function loadWitnessFile(file: string): WitnessFile {
  const { value } = loadYamlFile(file, witnessFileSchema, BYTES_MAX.station);
  const here = (path: string): string => resolve(dirname(file), path);
  return { ...value, key: here(value.key), data: here(value.data), trust: here(value.trust) };
}
