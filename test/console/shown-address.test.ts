import { describe, expect, test } from "vitest";
import { consoleUrl, shownHost } from "../../src/console/shown-address.ts";

/** Goal: an address that the terminal prints is one that a browser opens. */
const OWN = { address: "127.0.0.1", family: "IPv4", internal: true };
const LAN6 = { address: "fe80::1", family: "IPv6", internal: false };
const LAN = { address: "192.0.2.7", family: "IPv4", internal: false };

describe("the host that is shown", () => {
  test.each([
    ["127.0.0.1", [OWN], "localhost"],
    ["localhost", [OWN, LAN], "localhost"],
    ["192.0.2.9", [OWN, LAN], "192.0.2.9"],
    ["station.example", [OWN, LAN], "station.example"],
    ["::1", [OWN, LAN], "[::1]"],
    ["0.0.0.0", [OWN, LAN6, LAN], "192.0.2.7"],
    ["::", [OWN, LAN], "192.0.2.7"],
    ["0.0.0.0", [OWN, LAN6], "lane-pc"],
    ["::", [], "lane-pc"],
  ])("of a console that listens on %s with %j: %s", (host, interfaces, shown) => {
    expect(shownHost(host, { name: "lane-pc", interfaces })).toBe(shown);
  });

  test("is never one of all addresses, whatever this machine has", () => {
    for (const host of ["0.0.0.0", "::"]) expect(shownHost(host)).not.toMatch(/0\.0\.0\.0|::/);
  });

  test("stands in the address of the console", () => {
    expect(consoleUrl("0.0.0.0", true, 8443)).toMatch(/^https:\/\/(?!0\.0\.0\.0)[^/]+:8443$/);
    expect(consoleUrl("127.0.0.1", false, 8080)).toBe("http://localhost:8080");
  });
});
