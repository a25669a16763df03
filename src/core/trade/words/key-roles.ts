import type { Sentence } from "../reason-shape.ts";

/** A station's keys, as people are told of them. */
export const KEY_ROLE_NAMES = {
  record: { zh: "记录密钥", en: "record key" },
  log: { zh: "日志密钥", en: "log key" },
  second: { zh: "国密记录密钥", en: "second record key (SM2)" },
} as const satisfies Record<string, Sentence>;

export type KeyRoleName = keyof typeof KEY_ROLE_NAMES;
