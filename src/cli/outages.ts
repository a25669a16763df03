import { OUTAGE_LIMIT_ROWS } from "../core/outages/outage-limits.ts";
import { OUTAGE_ACTS, OUTAGE_TABLE, type OutageRow } from "../core/outages/outage-table.ts";
import { ACT_RULE_NAMES, OFFLINE_GRADE_NAMES, OUTAGE_ACT_NAMES } from "../core/trade/words/outages.ts";
import { EdgeError } from "../errors.ts";
import { parseOptions } from "./arguments.ts";
import { type CliCommand, outLines } from "./command.ts";

const ROWS = Object.values(OUTAGE_TABLE);

export const outagesCommand: CliCommand = {
  help: "Usage: proofmark outages [--markdown | --json]\n\nExit codes: 0 done, 2 wrong input.\n\nExample: npx proofmark outages --markdown > docs/outages.md",
  async run(args, io) {
    const values = parseOptions("outages", args, {
      json: { type: "boolean" },
      markdown: { type: "boolean" },
    });
    if (values.json === true && values.markdown === true)
      throw new EdgeError("USAGE", "proofmark outages takes --markdown or --json, not both.");
    if (values.json === true)
      outLines(io, JSON.stringify({ states: ROWS, limits: Object.values(OUTAGE_LIMIT_ROWS) }, null, 2));
    else if (values.markdown === true) for (const line of outagesMarkdown()) io.out(line);
    else for (const row of ROWS) io.out(`${row.state}: ${row.entered.en} ${row.remedy.en} ${row.entered.zh}`);
    return 0;
  },
};

/** docs/outages.md. */
export function outagesMarkdown(): string[] {
  return [
    "# States of outage",
    "",
    "Made from `src/core/outages/` by `npx tsx src/runtime/main.ts outages --markdown`; a test compares both. The station's door, its page and the tests",
    "read the same table. Several states may stand at once: of two rules for one act the stricter one counts. NORMAL is that none stands.",
    "",
    "Each state that is entered, of another grade or of other devices, or left is an entry of the journal (`outage-noted`), and stands over any number of starts until what",
    "ends it has come. The entry that closes one says since when it stood, how many records were sealed meanwhile, and the first and last number;",
    "it lies under the next checkpoint as every entry does, and `verify` counts again. Why it is so: [decision 41](decisions/0041-outage-states.md).",
    "",
    "## What each is",
    ...ROWS.flatMap(stateLines),
    "",
    "## What may be done",
    "",
    `| act | ${ROWS.map(({ state }) => state).join(" | ")} |`,
    `|---|${ROWS.map(() => "---|").join("")}`,
    ...OUTAGE_ACTS.map((act) => {
      const rules = ROWS.map(({ acts }) => ACT_RULE_NAMES[acts[act]].en);
      return `| ${OUTAGE_ACT_NAMES[act].en} ${OUTAGE_ACT_NAMES[act].zh} | ${rules.join(" | ")} |`;
    }),
    "",
    "*not for what is covered*: a lock of a lane is about that lane. *waits by itself*: done when the state is left.",
    "*waits where sending has stopped*: LOCKED stops sending where the registry has another history of this log, or a record cannot be sent; a lock of the registry or a revoked key does not.",
    "*not where the job needs the device*: the door looks at each device that the papers need, from the first moment on that it is not ready, and gives the same reasons.",
    "What is not here no state touches: results that are sealed are shown, printed and handed out as ever, and rulebooks of the registry judge whatever begins.",
    "*yes, until the last day*: OFFLINE refuses in its last grade alone.",
    "",
    "## Grades of OFFLINE",
    "",
    "Days count from the earliest that is known of it: what the journal noted, when the registry was lost, or when the oldest result that waits was sealed; and from no day",
    "before the newest receipt, whose time is the registry's. Where the registry was not heard since the start, they count from that receipt: nobody knows of a later word.",
    "So a station whose clock was set, and is right again, is neither locked nor freed by that. While the clock is in",
    "doubt the grade stays as it was. A clock that is ahead and that nobody doubts counts too many days until it is set right.",
    "",
    "Reached is what has said something: a receipt for what is in flight, the answer to what it still holds (asked every ten minutes with nothing to send), or the time,",
    "each signed by the registry. That a broker is there ends nothing that the journal has noted. Where nothing was receipted yet, or delivery has stopped, no such word would come: there the line alone says it.",
    "",
    "| grade | what it does |",
    "|---|---|",
    ...Object.entries(OFFLINE_GRADE_NAMES).map(([grade, { zh, en }]) => `| ${grade} | ${en} ${zh} |`),
    "",
    "## Limits",
    "",
    "In the station file, under `outages`.",
    "",
    "| key | default | source | confidence |",
    "|---|---|---|---|",
    ...Object.values(OUTAGE_LIMIT_ROWS).map(
      ({ key, value, unit, source, confidence }) =>
        `| \`${key}\` | ${value} ${unit} | ${source} | ${confidence} |`,
    ),
  ];
}

function stateLines({ state, name, entered, left, remedy, inRecord, refusedWith }: OutageRow): string[] {
  const said = (what: string, { zh, en }: { zh: string; en: string }): string => `- ${what}: ${en} ${zh}`;
  return [
    "",
    `### ${state} (${name.en}, ${name.zh})`,
    "",
    said("entered", entered),
    said("left", left),
    said("what people do", remedy),
    ...(inRecord === null ? [] : [said("in a result", inRecord)]),
    ...(refusedWith.length === 0
      ? []
      : [`- refuses with: ${refusedWith.map((code) => `\`${code}\``).join(", ")}`]),
  ];
}
