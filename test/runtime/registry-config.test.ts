import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadStationConfig } from "../../src/runtime/station-config.ts";
import { proofmark } from "../support/cli-run.ts";
import { readSource } from "../support/source-tree.ts";
import { writeStationFile } from "../support/station-file.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/** Goal: what a station file says of the broker is taken or refused in one sentence, and no password is ever shown. */
const EXAMPLE = readSource("config/stations/example.yaml");
const URL_LINE = "  url: mqtts://registry.example:8883\n";

function fileWith(lines: string): string {
  expect(EXAMPLE.split(URL_LINE)).toHaveLength(2);
  const file = join(temporaryDirectory(), "station.yaml");
  writeFileSync(file, EXAMPLE.replace(URL_LINE, lines.replace(/^/gm, "  ").concat("\n")));
  return file;
}

function sentence(lines: string): string {
  try {
    loadStationConfig(fileWith(lines));
  } catch (error) {
    return String(error);
  }
  return "";
}

describe("the registry of a station file", () => {
  test.each([
    "mqtt://h:1883",
    "mqtt://h",
    "mqtts://broker.example:8883/",
    "mqtts://[2001:db8::1]:8883",
    "mqtts://192.0.2.1",
    "ws://h:9001",
    "wss://h/mqtt",
    "wss://my_broker:443/a/b",
  ])("%s is an address", (url) => {
    expect(sentence(`url: "${url}"`)).toBe("");
  });

  test.each([
    "http://h:1883",
    "mqtt:h",
    "mqtt://",
    "mqtt://h:0",
    "mqtt://h:70000",
    "mqtt://h:1883/path",
    "mqtt://h?clientId=other",
    "wss://h/mqtt?token=x",
    "wss://h/#x",
    "mqtt://h h",
    "MQTT://h",
  ])("%s is none", (url) => {
    expect(sentence(`url: "${url}"`)).toMatch(/registry\.url: .*allowed: mqtts:\/\/host:8883/);
  });

  test.each([
    "mqtts://u:geheim@h:1",
    "mqtts://geheim@h",
    "mqtt://u:ge/he?im#@h",
    "wss://u:geheim@a@h/x",
    "x://a:geheim@",
  ])("%s: the password's place is named and it is not shown", (url) => {
    const told = sentence(`url: "${url}"`);
    expect(told).toMatch(/registry\.url: found .*under username, .*passwordFile/);
    expect(told).not.toMatch(/geheim|he\?im/);
  });

  test("paths are relative to the file", () => {
    const file = fileWith(
      "url: mqtts://h\nca: ca.crt\ncert: a/own.crt\nkey: /k/own.key\nusername: u\npasswordFile: p",
    );
    const { registry } = loadStationConfig(file);
    const here = join(file, "..");
    expect(registry).toMatchObject({
      ca: join(here, "ca.crt"),
      cert: join(here, "a/own.crt"),
      key: "/k/own.key",
      username: "u",
      passwordFile: join(here, "p"),
    });
  });

  test.each<[lines: string, told: RegExp]>([
    ["url: mqtt://h\nca: c", /registry\.ca: found "c"; .*url must begin with mqtts:\/\//],
    ["url: ws://h\ncert: c\nkey: k", /registry\.cert: .*url must begin with wss:\/\//],
    ["url: mqtts://h\ncert: c", /registry\.cert: .*it needs key beside it/],
    ["url: mqtts://h\nkey: k", /registry\.key: .*it needs cert beside it/],
    ["url: mqtts://h\npasswordFile: p", /registry\.passwordFile: .*it needs username beside it/],
    ["url: mqtts://h\nusername: ''", /registry\.username: .*1 to 128 visible characters/],
    ["url: mqtts://h\npassword: x", /password is not a known key/],
  ])("%j is refused", (lines, told) => {
    expect(sentence(lines)).toMatch(told);
  });

  test("a station whose files are not usable does not start: exit code 2, the sentence, a remedy that is there", async () => {
    const directory = temporaryDirectory();
    const witness = { name: "w", spki: new Uint8Array(44) };
    const file = writeStationFile({ directory, brokerUrl: "mqtts://h", witness, ports: {} });
    const withFile = "  url: mqtts://h\n  username: u\n  passwordFile: p\n";
    writeFileSync(file, readFileSync(file, "utf8").replace("  url: mqtts://h\n", withFile));
    writeFileSync(join(directory, "p"), "", { mode: 0o600 });
    const { code, err } = await proofmark("start", "--config", file);
    expect(err).toMatch(/The password file .*p is empty; .*\[CREDENTIALS_UNUSABLE\]/);
    expect(err).toContain("docs/broker-tls.md");
    expect(readSource("docs/broker-tls.md")).toContain("passwordFile");
    expect(code).toBe(2);
  });
});
