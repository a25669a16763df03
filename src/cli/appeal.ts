import { EdgeError } from "../errors.ts";
import { type LoadAppealPage, tellTrust, trustBytes, writeAppeal } from "./appeal-file.ts";
import { parseWords, requireAll } from "./arguments.ts";
import type { CliCommand } from "./command.ts";
import { mustSpare } from "./out-file.ts";
import { evidenceBytes, wholeEvidence } from "./replay-evidence.ts";

const HELP = `Usage: proofmark appeal FILE --out FILE [--trust FILE] [--json]

A bundle of evidence (proofmark journal evidence) as one HTML page that checks itself where it is opened, without a network, and shows
how the job went: result, faults, map or curves, signals, raw readings, rules and hashes (docs/appeal.md). Only a whole bundle is taken.

  FILE          a bundle of evidence
  --out FILE    the page to write. It holds names, plates and photos
  --trust FILE  a trust list that goes along, by which the signatures are looked at before, too
  --json        one JSON document

Exit codes: 0 written, 2 wrong call, or a bundle that is not whole, 3 a failure while running.

Example: npx proofmark appeal e.json.gz --trust trust.json --out appeal.html`;

const OPTIONS = { out: { type: "string" }, trust: { type: "string" }, json: { type: "boolean" } } as const;

export function createAppealCommand(page: LoadAppealPage): CliCommand {
  return {
    help: HELP,
    async run(args, io) {
      const { values, words } = parseWords("appeal", args, OPTIONS);
      const { out } = requireAll("appeal", { out: values.out });
      const [file, more] = words;
      if (file === undefined || more !== undefined)
        throw new EdgeError("USAGE", "proofmark appeal needs one bundle of evidence.");
      mustSpare({ command: "appeal", option: "--out", file: out }, { reads: [file, values.trust] });
      const evidence = evidenceBytes(file);
      if (evidence === null)
        throw new EdgeError("EVIDENCE_REFUSED", `${file} is not a bundle of evidence: it is not packed.`, {
          file,
        });
      const trust = trustBytes(values.trust);
      const { bundle } = wholeEvidence({ file, bytes: evidence }, values.trust);
      const bytes = writeAppeal(out, { evidence, trust }, page);
      const { station, job, record } = bundle;
      const hasList = trust !== null || bundle.trust !== undefined;
      if (values.json === true) io.out(JSON.stringify({ out, bytes, station, job, record, trust: hasList }));
      else {
        io.out(`${out}: the appeal of job ${job} of station ${station}, ${bytes} bytes, record ${record}.`);
        tellTrust(io, hasList);
      }
      return 0;
    },
  };
}
