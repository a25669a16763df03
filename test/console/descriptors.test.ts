import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test } from "vitest";
import { nodeWords } from "../support/built-program.ts";
import { eventually } from "../support/eventually.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const DESCRIPTORS = 500;
const FLOOD = 600;

test.skipIf(process.platform === "win32")(
  "where the system allows 500 files, 600 connections leave enough for instruments, the journal and the operator's page",
  async () => {
    const instrument = createServer((socket) => void socket.on("error", () => undefined));
    await new Promise<void>((resolve) => instrument.listen(0, "127.0.0.1", () => resolve()));
    onTestFinished(() => void instrument.close());
    const address = instrument.address();
    const at = String(typeof address === "object" ? address?.port : 0);
    const words = [process.execPath, ...nodeWords("test/support/console-child.ts"), temporaryDirectory(), at];
    const child = spawn("sh", ["-c", `ulimit -n ${DESCRIPTORS}; exec "$@"`, "sh", ...words]);
    onTestFinished(() => void child.kill("SIGKILL"));
    let err = "";
    child.stderr.on("data", (chunk) => {
      err += String(chunk);
    });
    const said: string[] = [];
    createInterface(child.stdout).on("line", (text) => said.push(text));
    await eventually("it listens", () => said.length === 1 || child.exitCode !== null, 20_000);
    expect(err).toMatch(/only 500 files and connections open, so the console takes 170 connections at most/);
    const port = Number(said.shift());

    let connected = 0;
    for (let n = 0; n < FLOOD; n++) {
      const socket = connect(port, "127.0.0.1");
      socket.on("error", () => undefined).on("connect", () => connected++);
      onTestFinished(() => void socket.destroy());
    }
    await eventually("the flood is there", () => connected === FLOOD);
    child.stdin.write("now\n");
    await eventually("the station says how it is", () => said.length === 1);
    expect(said).toEqual(["ok"]);
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
    child.kill("SIGKILL");
    await once(child, "exit");
  },
);
