import type { COMMAND_REASONS } from "../../../src/core/trade/reasons/commands.ts";

type Rows = typeof COMMAND_REASONS;

/** Parameters for each reason of what the registry orders. */
export const COMMAND_SAMPLES: { readonly [Code in keyof Rows]: Parameters<Rows[Code]>[0] } = {
  COMMAND_LOCKED: {
    number: 3,
    scope: "site lane-1",
    by: "Inspector Wu",
    zh: "制动台复核未完成。",
    en: "The check of the brake bench is not finished.",
  },
  COMMAND_SITE_UNKNOWN: { site: "lane-9", sites: ["lane-1", "course-1"] },
  ORDER_UNKNOWN: { kind: "take-rulebook" },
  COMMAND_NOT_LOCKED: { scope: "kind exam" },
  COMMANDS_DENIED: { topic: "proofmark/v1/HB-WH-0042/command" },
};
