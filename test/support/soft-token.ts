import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { P11_KIT } from "../../src/adapters/keys/pkcs11-process.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

/** Where Debian and its kin put SoftHSM's library. */
const LIBRARY = [
  "/usr/lib/softhsm/libsofthsm2.so",
  "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
  "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
  "/usr/lib64/pkcs11/libsofthsm2.so",
].find((path) => existsSync(path));

/** Why tests over a real module are skipped, or null. Where PROOFMARK_FULL is set, a missing program is an error. */
export function softTokenMissing(): string | null {
  const missing = [
    ...(LIBRARY === undefined || spawnSync("softhsm2-util", ["--version"]).error !== undefined
      ? ["softhsm2"]
      : []),
    ...(spawnSync("p11-kit", ["--help"]).error !== undefined ? ["p11-kit"] : []),
  ];
  if (missing.length === 0) return null;
  const why = `${missing.join(" and ")} not installed`;
  if (process.env.PROOFMARK_FULL) throw new Error(`PROOFMARK_FULL is set and ${why}`);
  return why;
}

/** A token of SoftHSM in a folder of its own, which can be pulled out. */
export class SoftToken {
  readonly directory = temporaryDirectory();
  readonly label: string;
  readonly pin: string;
  /** A file with the PIN, closed to others. */
  readonly pinFile = join(this.directory, "pin");
  readonly module = join(this.directory, "libsofthsm2.so");
  readonly #tokens = join(this.directory, "tokens");

  constructor(label = "lane", pin = "246810") {
    this.label = label;
    this.pin = pin;
    mkdirSync(this.#tokens);
    writeFileSync(
      this.#configuration,
      `directories.tokendir = ${this.#tokens}\nobjectstore.backend = file\nlog.level = ERROR\n`,
    );
    writeFileSync(this.pinFile, `${pin}\n`, { mode: 0o600 });
    symlinkSync(LIBRARY ?? "", this.module);
    this.add(label, pin);
  }

  get #configuration(): string {
    return join(this.directory, "softhsm2.conf");
  }

  /** Another token beside it. */
  add(label: string, pin = this.pin): void {
    const words = ["--init-token", "--free", "--label", label, "--pin", pin, "--so-pin", "87654321"];
    const { status, stderr } = spawnSync("softhsm2-util", words, { env: this.env, encoding: "utf8" });
    if (status !== 0) throw new Error(`softhsm2-util: ${stderr}`);
  }

  /** For a process of its own. */
  get env(): NodeJS.ProcessEnv {
    return { ...process.env, SOFTHSM2_CONF: this.#configuration };
  }

  /** As the program that speaks to tokens, for a custody in this process. */
  get tool(): readonly string[] {
    return ["env", `SOFTHSM2_CONF=${this.#configuration}`, ...P11_KIT];
  }

  /** The block of a station file. */
  custody(key: string): object {
    return { custody: "pkcs11", module: this.module, token: this.label, key, pin: `file:${this.pinFile}` };
  }

  /** The token is not there, as when it is pulled out before the next session. */
  takeTokens(): void {
    renameSync(this.#tokens, `${this.#tokens}.away`);
    mkdirSync(this.#tokens);
  }

  putTokens(): void {
    spawnSync("rmdir", [this.#tokens]);
    renameSync(`${this.#tokens}.away`, this.#tokens);
  }

  takeModule(): void {
    unlinkSync(this.module);
  }

  putModule(): void {
    symlinkSync(LIBRARY ?? "", this.module);
  }
}
