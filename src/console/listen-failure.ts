import { statSync } from "node:fs";
import { join } from "node:path";
import { EdgeError } from "../errors.ts";

/** Why the system lets nobody listen there, in words; any other code is named. */
const WORDS: Readonly<Record<string, string>> = {
  EADDRINUSE: "the port is taken",
  EADDRNOTAVAIL: "this machine has no such address",
  EACCES: "the port is reserved, and this process may not use it",
  EPERM: "this process may not listen there",
  ENOTFOUND: "nobody knows a machine of this name",
  EAI_AGAIN: "the name cannot be looked up now",
  EAFNOSUPPORT: "this machine does not speak this kind of address",
  EINVAL: "the address is not valid",
  EMFILE: "this program has too many files open",
  ENFILE: "the machine has too many files open",
};

/** EdgeError PORT_IN_USE or LISTEN_FAILED for a word of the system; anything else as it came. */
export function listenFailure(cause: unknown, host: string, port: number): unknown {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  if (!/^E[A-Z_]+$/.test(code) || code.startsWith("ERR_")) return cause;
  const where = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  return new EdgeError(
    code === "EADDRINUSE" ? "PORT_IN_USE" : "LISTEN_FAILED",
    `The console cannot listen on ${where}: ${WORDS[code] ?? "the system refuses"} (${code}).`,
    { host, port },
    cause,
  );
}

/** The pages are built, not written: without them a console would answer nothing but 404. Throws EdgeError INSTALLATION_INCOMPLETE. */
export function refuseMissingPages(directory: string): void {
  const page = join(directory, "index.html");
  try {
    if (statSync(page).isFile()) return;
  } catch (cause) {
    throw new EdgeError(
      "INSTALLATION_INCOMPLETE",
      `The console's page ${page} is not there.`,
      { page },
      cause,
    );
  }
  throw new EdgeError("INSTALLATION_INCOMPLETE", `The console's page ${page} is no file.`, { page });
}
