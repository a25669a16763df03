import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Why tests that make certificates are skipped, or null. Where PROOFMARK_FULL is set, a missing program is an error. */
export function opensslMissing(): string | null {
  if (spawnSync("openssl", ["version"]).error === undefined) return null;
  if (process.env.PROOFMARK_FULL) throw new Error("PROOFMARK_FULL is set and openssl is not installed");
  return "openssl is not installed";
}

/** node-opcua, where it ran in the same process, has left OPENSSL_CONF at "undefined", which openssl takes for a file. */
export function opensslEnvironment(): NodeJS.ProcessEnv {
  const { OPENSSL_CONF: _, ...environment } = process.env;
  return environment;
}

export interface IssueOptions {
  readonly subject: string;
  /** Lines of an extension file, like `subjectAltName=DNS:localhost`. */
  readonly extensions?: string;
  /** Default: from a day ago for a month. */
  readonly validity?: "past" | "future";
  readonly authority?: string;
}

/** An authority of its own in a folder, with openssl; every name is a pair of `NAME.crt` and `NAME.key` there. */
export class TestAuthority {
  readonly directory: string;

  constructor(directory: string, names: readonly string[] = ["ca"]) {
    this.directory = directory;
    for (const name of names)
      this.#openssl(`req -x509 ${NEW_KEY} -days 30 -keyout ${name}.key -out ${name}.crt`, `/CN=Test ${name}`);
    writeFileSync(join(directory, "openssl.cnf"), CONFIG);
    writeFileSync(join(directory, "index.txt"), "");
  }

  issue(name: string, { subject, extensions = "", validity, authority = "ca" }: IssueOptions): void {
    this.#openssl(`req ${NEW_KEY} -keyout ${name}.key -out ${name}.csr`, `/CN=${subject}`);
    writeFileSync(join(this.directory, `${name}.ext`), `${extensions}\n`);
    const [from, to] = SPANS[validity ?? "now"]();
    this.#openssl(
      `ca -batch -config openssl.cnf -notext -cert ${authority}.crt -keyfile ${authority}.key ` +
        `-in ${name}.csr -out ${name}.crt -startdate ${from} -enddate ${to} -extfile ${name}.ext`,
    );
  }

  /** Another certificate for the key of `name`, valid now, into `file`. */
  reissue(name: string, file: string): void {
    const [from, to] = SPANS.now();
    this.#openssl(
      `ca -batch -config openssl.cnf -notext -cert ca.crt -keyfile ca.key ` +
        `-in ${name}.csr -out ${file} -startdate ${from} -enddate ${to} -extfile ${name}.ext`,
    );
  }

  path(file: string): string {
    return join(this.directory, file);
  }

  text(file: string): string {
    return readFileSync(this.path(file), "utf8");
  }

  #openssl(words: string, subject?: string): void {
    const args = [...words.split(" "), ...(subject === undefined ? [] : ["-subj", subject])];
    execFileSync("openssl", args, { cwd: this.directory, stdio: "pipe", env: opensslEnvironment() });
  }
}

const NEW_KEY = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";
const DAY_MS = 86_400_000;
const asn1 = (atMs: number): string => `${new Date(atMs).toISOString().replace(/[-:T]|\.\d+/g, "")}`;
const SPANS = {
  now: () => [asn1(Date.now() - DAY_MS), asn1(Date.now() + 30 * DAY_MS)],
  past: () => ["20200101000000Z", "20200102000000Z"],
  future: () => ["20400101000000Z", "20410101000000Z"],
} as const;

const CONFIG = `[ca]
default_ca=d
[d]
database=index.txt
new_certs_dir=.
default_md=sha256
policy=p
unique_subject=no
rand_serial=yes
[p]
commonName=supplied
`;
