import { SystemClock } from "../adapters/clock/system-clock.ts";
import { JournalReader } from "../adapters/disk/journal-reader.ts";
import { sha256, verifySignature } from "../adapters/keys/node-crypto.ts";
import {
  DECISION_CHARS_MAX,
  type DecisionCheck,
  type DecisionGround,
  readDecision,
  whyNotTaken,
} from "../core/delivery/registry-decision.ts";
import { actTold } from "../core/journal/acts-told.ts";
import type { ActOf } from "../core/journal/person-act.ts";
import { readEntry } from "../core/journal/read-entry.ts";
import { encodeBase64 } from "../core/record/base64.ts";
import { checkpointInNote } from "../core/record/checkpoint.ts";
import { parseNote, verifyCosignature } from "../core/record/signed-note.ts";
import type { JournalStore } from "../ports/journal-store.ts";
import { parseOptions, required } from "./arguments.ts";
import { namedText } from "./bounded-text.ts";
import { type CliCommand, type CliIo, outLines } from "./command.ts";
import type { LoadStationData, StationData } from "./station-data.ts";
import { actorOf, actRefused, appendAct, entriesOf, inBoth, withStoppedJournal } from "./stopped-station.ts";

const HELP = `Usage: proofmark unlock --config F [--json]
       proofmark unlock --config F --with DECISION.json [--by NAME] [--json]

The way out where the registry holds another history of this station's log than its journal does, after an old copy was restored or
a journal was lost. Delivery is locked then and no job begins. Only the registry can say that the log goes on from what the
journal has: it signs a decision (docs/stopped-states.md). A lock that the registry ordered (COMMAND_LOCKED) is not lifted by it: only
the registry's own unlock ends one.

Without --with: shows what the registry has to know for that; nothing is changed, and a station may run meanwhile.
With --with: checks the decision against the registry's key in the station file and against the journal of the stopped station, and takes it:
an entry of the journal. The next start delivers again, and jobs get numbers from the one that the decision names.

  --config F            station file
  --with DECISION.json  what the registry signed
  --by NAME             who acts; without it the user of the system
  --json                one JSON document

Exit codes: 0 shown or done, 2 wrong call, or a decision that is not for this journal as it is, 3 the journal is damaged.

Example: npx proofmark unlock --config config/stations/example.yaml --with decision.json --by "Wang Li"`;

const OPTIONS = {
  config: { type: "string" },
  with: { type: "string" },
  by: { type: "string" },
  json: { type: "boolean" },
} as const;

export function createUnlockCommand(load: LoadStationData): CliCommand {
  return {
    help: HELP,
    async run(args, io) {
      const values = parseOptions("unlock", args, OPTIONS);
      const by = actorOf("unlock", values.by);
      const data = load(required("unlock", "config", values.config));
      const isJson = values.json === true;
      return values.with === undefined
        ? show(data, io, isJson)
        : unlock(data, namedText(values.with, DECISION_CHARS_MAX, "decision"), { by, io, isJson });
    },
  };
}

/** Its signature is checked before the journal is touched. */
async function unlock(
  data: StationData,
  text: string,
  { by, io, isJson }: { readonly by: string; readonly io: CliIo; readonly isJson: boolean },
): Promise<number> {
  const check: DecisionCheck = { digest: sha256, verify: verifySignature, witness: data.witness };
  const read = readDecision(check, text);
  if (read.kind === "refused") throw actRefused(read.reason);
  const { decision } = read;
  const act: ActOf<"delivery-unlocked"> = { kind: "delivery-unlocked", decision: text };
  const index = await withStoppedJournal(data, async (store) => {
    const why = whyNotTaken(read, groundOf(data, store, check));
    if (why !== null) throw actRefused(why);
    return appendAct(store, by, act);
  });
  if (isJson) {
    io.out(JSON.stringify({ entry: index, by, decision }));
    return 0;
  }
  io.out(`${inBoth(actTold(by, act))} (entry ${index})`);
  io.out(`${decision.reason.en} ${decision.reason.zh}`);
  io.out(
    `The log goes on from size ${decision.resume.size}; the next job has number ${decision.jobsFrom} or a higher one.`,
  );
  return 0;
}

function groundOf({ station }: StationData, store: JournalStore, check: DecisionCheck): DecisionGround {
  const used: { id: string; index: number; issuedMs: number }[] = [];
  for (const { index, entry } of entriesOf(store, "person-acted")) {
    if (entry.act.kind !== "delivery-unlocked") continue;
    const read = readDecision(check, entry.act.decision);
    if (read.kind === "decision")
      used.push({ id: read.id, index, issuedMs: Date.parse(read.decision.issued) });
  }
  const locks = [...entriesOf(store, "delivery-locked")];
  const said = [store.newestReceipt ?? null, ...locks.map(({ entry }) => entry.checkpoint)];
  const saidMs = Math.max(0, ...said.map((note) => cosignedMs(check, note)));
  const isLocked = (locks.at(-1)?.index ?? -1) > (used.at(-1)?.index ?? -1);
  return { station, journal: store, saidMs, isLocked, used };
}

function cosignedMs({ digest, verify, witness }: DecisionCheck, text: string | null): number {
  const parsed = parseNote(text ?? "");
  if (parsed.kind !== "note") return 0;
  return (verifyCosignature({ digest, verify, note: parsed.note, key: witness })?.timeS ?? 0) * 1000;
}

/** What a person of the registry asks for on the telephone. */
function show({ journal, station }: StationData, io: CliIo, isJson: boolean): number {
  const reader = new JournalReader(journal);
  try {
    let [entries, jobs] = [0, 0];
    let receipt: { size: number; root: string } | null = null;
    let held: { kind: string; size: number; root: string; checkpoint: string } | null = null;
    for (const bytes of reader.records()) {
      entries += 1;
      const entry = readEntry(bytes);
      if (entry?.type === "job-opened") jobs += 1;
      if (entry?.type === "receipt") receipt = treeOf(entry.checkpoint);
      if (entry?.type === "delivery-locked") {
        const { kind, checkpoint } = entry;
        held = { kind, ...treeOf(checkpoint), checkpoint };
      }
      if (entry?.type === "person-acted" && entry.act.kind === "delivery-unlocked") held = null;
    }
    const root = encodeBase64(reader.root(entries));
    const shown = { station, entries, root, receipt, held, jobsOpened: jobs };
    if (isJson) outLines(io, JSON.stringify(shown, null, 2));
    else for (const line of shownLines(shown)) io.out(line);
    return 0;
  } finally {
    reader.close();
  }
}

interface Shown {
  readonly station: string;
  readonly entries: number;
  readonly root: string;
  readonly receipt: { readonly size: number; readonly root: string } | null;
  readonly held: { readonly kind: string; readonly size: number; readonly root: string } | null;
  readonly jobsOpened: number;
}

function shownLines({ station, entries, root, receipt, held, jobsOpened }: Shown): string[] {
  const now = new Date(new SystemClock().wallMs()).toISOString();
  return [
    `Station ${station}, ${now}`,
    `  journal         ${entries} entries, root ${root}; ${jobsOpened} jobs opened`,
    `  newest receipt  ${receipt === null ? "none" : `size ${receipt.size}, root ${receipt.root}`}`,
    held === null
      ? "  locked          no: the journal knows of no other history that the registry holds"
      : `  locked          ${held.kind}: the registry showed size ${held.size}, root ${held.root}`,
  ];
}

function treeOf(checkpoint: string): { size: number; root: string } {
  const found = checkpointInNote(checkpoint);
  return { size: found?.size ?? 0, root: found === null ? "" : encodeBase64(found.root) };
}
