import { describe, expect, test } from "vitest";
import { brokerProblem } from "../../../src/adapters/mqtt/broker-problem.ts";
import { sentenceOf } from "../../../src/core/trade/reasons.ts";

/** What MQTT.js and Node give, as seen of MQTT.js 5.16 on Node 20; broker-tls.test.ts has most of them from a real broker. */
const coded = (code: string | number, message = "words of a library"): Error =>
  Object.assign(new Error(message), { code });
const alert = (number: number, code = "EPROTO"): Error =>
  coded(
    code,
    `write EPROTO 80:error:0A${(1000 + number).toString(16).toUpperCase().padStart(6, "0")}:SSL routines:ssl3_read_bytes:x:SSL alert number ${number}\n`,
  );

describe("what a broker says of a connection", () => {
  test.each<[unknown, string]>([
    [coded(4), "BROKER_PASSWORD_WRONG"],
    [coded(134), "BROKER_PASSWORD_WRONG"],
    [coded(5), "BROKER_NOT_AUTHORIZED"],
    [coded(135), "BROKER_NOT_AUTHORIZED"],
    [coded(2), "BROKER_CLIENT_REFUSED"],
    [coded(133), "BROKER_CLIENT_REFUSED"],
    [coded(3), "BROKER_BUSY"],
    [coded(137), "BROKER_BUSY"],
    [coded(138), "BROKER_REFUSED"],
    [coded("SELF_SIGNED_CERT_IN_CHAIN"), "BROKER_CA_UNKNOWN"],
    [coded("DEPTH_ZERO_SELF_SIGNED_CERT"), "BROKER_CA_UNKNOWN"],
    [coded("UNABLE_TO_VERIFY_LEAF_SIGNATURE"), "BROKER_CA_UNKNOWN"],
    [coded("ERR_TLS_CERT_ALTNAME_INVALID"), "BROKER_NAME_WRONG"],
    [coded("CERT_HAS_EXPIRED"), "BROKER_CERTIFICATE_ENDED"],
    [coded("CERT_NOT_YET_VALID"), "BROKER_CERTIFICATE_EARLY"],
    [coded("CERT_REVOKED"), "BROKER_CERTIFICATE_BAD"],
    [coded("ERR_SSL_WRONG_VERSION_NUMBER"), "BROKER_NOT_TLS"],
    [alert(116, "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED"), "STATION_CERTIFICATE_ASKED"],
    [alert(45), "STATION_CERTIFICATE_ENDED"],
    [alert(44), "STATION_CERTIFICATE_REVOKED"],
    [alert(48), "STATION_CERTIFICATE_REFUSED"],
    [alert(42), "STATION_CERTIFICATE_REFUSED"],
    [alert(40), "BROKER_HANDSHAKE_REFUSED"],
    [alert(70), "BROKER_HANDSHAKE_REFUSED"],
    [coded("ECONNREFUSED"), "BROKER_UNREACHABLE"],
    [coded("ENOTFOUND"), "BROKER_UNREACHABLE"],
    [coded("ECONNRESET"), "BROKER_CUT"],
    [new Error("connack timeout"), "BROKER_SILENT"],
    [new Error("Keepalive timeout"), "BROKER_SILENT"],
    [new Error("Unexpected server response: 401"), "BROKER_WEB_ANSWER"],
    [
      coded("EPROTO", "write EPROTO 80:error:0A00010B:SSL routines:x:wrong version number:"),
      "BROKER_NOT_TLS",
    ],
    [new Error("something new"), "BROKER_SAID"],
    ["a text", "BROKER_SAID"],
    [null, "BROKER_SAID"],
    [undefined, "BROKER_SAID"],
    [{}, "BROKER_SAID"],
    [coded("toString"), "BROKER_SAID"],
  ])("%o is %s", (error, code) => {
    const why = brokerProblem(error);
    expect(why.code).toBe(code);
    const { zh, en } = sentenceOf(why);
    expect(zh.length).toBeGreaterThan(5);
    expect(en).not.toContain("undefined");
  });

  test("words of a library that nobody knows are told clean and short", () => {
    const why = brokerProblem(new Error(`\u001b[2J${"x".repeat(5000)}`));
    expect(sentenceOf(why).en.length).toBeLessThan(300);
    expect(sentenceOf(why).en).not.toContain("\u001b");
  });
});
