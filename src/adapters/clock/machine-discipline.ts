import { execFile } from "node:child_process";
import type { ClockDiscipline, DisciplineWord } from "../../ports/clock.ts";

/** A time service that hangs must not keep a station waiting. */
const TIMEOUT_MS = 3_000;
/** Of chronyd in its `local` mode: it follows nothing but itself. */
const LOCAL = /^7F7F/i;

/**
 * What keeps this machine's clock: chronyd, else whatever systemd knows of (timesyncd, ntpd: the kernel's own flag). A program that is not
 * there, or has no daemon to talk to, says nothing.
 */
export const machineDiscipline: ClockDiscipline = {
  ask(told) {
    run("chronyc", ["-n", "-c", "tracking"], (chrony) => {
      const word = chrony === null ? null : readTracking(chrony);
      if (word !== null) return told(word);
      run("timedatectl", ["show", "--property=NTPSynchronized", "--value"], (systemd) =>
        told(
          systemd?.trim() === "yes"
            ? { kind: "disciplined", aheadMs: null, withinMs: null }
            : { kind: "free" },
        ),
      );
    });
  },
};

/**
 * `chronyc -c tracking` of chrony 4: reference, name, stratum, reference time, system time (seconds, positive: slow), last offset, RMS
 * offset, frequency, residual, skew, root delay, root dispersion, interval, leap status. Null where it is not that.
 */
export function readTracking(line: string): DisciplineWord | null {
  const fields = line.trim().split(",");
  if (fields.length !== 14) return null;
  const [slowS, delayS, dispersionS] = [fields[4], fields[10], fields[11]].map(Number);
  if (slowS === undefined || delayS === undefined || dispersionS === undefined) return null;
  if (![slowS, delayS, dispersionS].every(Number.isFinite)) return null;
  if (fields[13] === "Not synchronised" || LOCAL.test(fields[0] ?? "")) return { kind: "free" };
  return { kind: "disciplined", aheadMs: -slowS * 1000, withinMs: (delayS / 2 + dispersionS) * 1000 };
}

function run(program: string, args: readonly string[], told: (output: string | null) => void): void {
  execFile(program, args, { timeout: TIMEOUT_MS, env: { ...process.env, LC_ALL: "C" } }, (error, stdout) =>
    told(error === null ? stdout : null),
  );
}
