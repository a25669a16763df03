import type { CliCommand } from "./command.ts";

const HELP = `Usage: proofmark verify FILE... --trust FILE [--authority FINGERPRINT] [--rulebook FILE]... [--decision FILE]...
                              [--photos DIR] [--archive DIR] [--witnesses N] [--json]

FILE is a record (a DSSE envelope), a withdrawal, a proof of either, what a registry answered with its proof, or a journal
directory.

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
  --json                   one JSON document a file, one a line

A record whose withdrawal is verified in the same call is told to be withdrawn: it is genuine all the same, and not in force.

A record or proof shows what is signed; whether the verdict follows from the raw evidence is shown by replay.

Exit codes: 0 everything verified, 1 something did not, 2 wrong call, unreadable file or untrusted trust list.

Example: npx proofmark verify records/*.proof.json data/journal --trust trust.json`;

/** `rulebooks`: folders in which the rulebooks that records name are looked for. */
export function createVerifyCommand(rulebooks: readonly string[]): CliCommand {
  return {
    help: HELP,
    run: async (args, io) => (await import("./verify-files.ts")).verify(args, io, rulebooks),
  };
}
