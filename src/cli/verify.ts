import type { CliCommand } from "./command.ts";

const HELP = `Usage: proofmark verify FILE... --trust FILE [--authority FINGERPRINT] [--rulebook FILE]... [--decision FILE]...
                              [--photos DIR] [--archive DIR] [--witnesses N] [--salts FILE] [--json]
       proofmark verify (FILE | - | --mark TEXT)... --issuers FILE [--use USE] [--status FILE]... [--authority FINGERPRINT]

FILE is a record (a DSSE envelope), a withdrawal, a proof of either, what a registry answered with its proof, a lot by which
vehicles are inspected again (proofmark registry draw --out), which is drawn again, the evidence of a job or the records of a day
(proofmark journal evidence, redacted for others or whole, proofmark journal day), or a journal directory.
It may also be the text of a mark, which is what its code holds and begins with PM1:, or an issuer list; - is a mark on standard input.

  --trust FILE             the trust list: which key may sign what, for whom, when
  --authority FINGERPRINT  SHA-256 of the authority's key, hex, known from elsewhere. Without it, whoever gave you
                           the trust list is trusted, and the fingerprint found is printed
  --rulebook FILE          a rulebook that records name; several may be given. Without it, it is looked for by its hash in
                           config/rules here and in that of Proofmark. A record that verifies is told with its words
  --decision FILE          a decision of the registry by which a station's log goes on from an earlier size: two records of one
                           number, one in each branch, are no contradiction then
  --photos DIR             the photos that records name, or the entries of a journal: each is looked for in DIR by its SHA-256, as a
                           station keeps them (ab/HASH.jpg), side by side (HASH.jpg) or as in a copy of a journal (photos/ab/HASH.jpg),
                           and its bytes are hashed. Without it, they are counted
  --archive DIR            of a journal whose oldest segments were let go: the folder in which they are
  --witnesses N            so many different witnesses of the trust list have to have cosigned a checkpoint, 1 to 4; 1 unless given
  --salts FILE             of one redacted bundle: the values that were hidden in it, or some of them; each is held against what
                           stands there. A redacted one is held against the whole record too where that is among the files
  --issuers FILE           the issuer list: who may issue marks, and say how they stand. A mark stands on nothing else
  --mark TEXT              the text of a mark itself; several may be given
  --use USE                roadside, transfer or check-in: how old the status of a mark may be (7 days, 24 hours, 24 hours);
                           roadside unless given
  --status FILE            a status, or a list of them, that was fetched since: it counts like the one that came with the mark
  --json                   one JSON document a file, one a line

A record whose withdrawal is verified in the same call is told to be withdrawn: it is genuine all the same, and not in force.

A record or proof shows what is signed; whether the verdict follows from the raw evidence is shown by replay.

Of a mark one word is told: valid, stale, expired, suspended, superseded, revoked, clock unsure, forged, unknown issuer or unreadable.
One of simulated devices or of a registry on trial is never good, whatever its word is: TRIAL.

Exit codes: 0 everything verified and every mark valid and no trial, 1 something is not, 2 wrong call, unreadable file or untrusted list.

Examples: npx proofmark verify records/*.proof.json data/journal --trust trust.json
          npx proofmark verify mark.txt --issuers issuers.json --use transfer`;

/** `rulebooks`: folders in which the rulebooks that records name are looked for. */
export function createVerifyCommand(rulebooks: readonly string[]): CliCommand {
  return {
    help: HELP,
    run: async (args, io) => (await import("./verify-files.ts")).verify(args, io, rulebooks),
  };
}
