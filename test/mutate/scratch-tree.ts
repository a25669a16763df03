import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ROOT } from "../support/source-tree.ts";

/** A copy of the tree as it stands, in a temporary folder: mutants live there and nowhere else. */
export class ScratchTree {
  readonly #folder = mkdtempSync(join(tmpdir(), "proofmark-mutate-"));

  constructor() {
    const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
      cwd: ROOT,
      encoding: "utf8",
    });
    for (const file of listed.split("\0").filter((name) => name !== "" && name !== "node_modules")) {
      const target = join(this.#folder, file);
      mkdirSync(dirname(target), { recursive: true });
      cpSync(join(ROOT, file), target);
    }
    process.once("exit", () => this.remove());
    symlinkSync(realpathSync(join(ROOT, "node_modules")), join(this.#folder, "node_modules"));
  }

  write(file: string, text: string): void {
    writeFileSync(join(this.#folder, file), text);
  }

  /** `late`: the run did not come to an end; it was killed with its workers. */
  run(tests: readonly string[], timeoutMs: number): Promise<"passed" | "failed" | "late"> {
    const vitest = join(this.#folder, "node_modules/vitest/vitest.mjs");
    const child = spawn(
      process.execPath,
      [vitest, "run", "--bail", "1", "--maxWorkers", "1", "--reporter", "dot", ...tests],
      { cwd: this.#folder, stdio: "ignore", detached: true },
    );
    return new Promise((done) => {
      let isLate = false;
      const late = setTimeout(() => {
        isLate = true;
        // The run and its workers, which are one group of processes.
        if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
      }, timeoutMs);
      child.on("exit", (code) => {
        clearTimeout(late);
        done(isLate ? "late" : code === 0 ? "passed" : "failed");
      });
    });
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
