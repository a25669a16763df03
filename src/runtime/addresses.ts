import { type Reason, reason, sentenceOf } from "../core/trade/reasons.ts";
import { EdgeError } from "../errors.ts";
import type { AddressKind, LineSettings } from "../ports/device-model.ts";

/** Where a device is. Drivers never see this; they get a port. */
export type Address =
  | (LineSettings & { readonly kind: "serial"; readonly path: string })
  | { readonly kind: "tcp"; readonly host: string; readonly port: number }
  | { readonly kind: "opcua"; readonly endpoint: string }
  | { readonly kind: "firmata"; readonly over: Address }
  | { readonly kind: "gpio"; readonly bank: string }
  | { readonly kind: "sim"; readonly name: string };

export const ADDRESS_FORMS: Readonly<Record<AddressKind, string>> = {
  serial: "serial:///PATH?baud=N",
  tcp: "tcp://HOST:PORT",
  opcua: "opc.tcp://HOST:PORT",
  firmata: "firmata:ADDRESS",
  gpio: "gpio:BANK",
  sim: "sim:NAME",
};

const COMMON_LINE: LineSettings = { baudRate: 9600, dataBits: 8, parity: "none", stopBits: 1 };

/**
 * `line` is what a serial address does not say itself. Throws EdgeError ADDRESS_INVALID, naming the address and the forms;
 * its context has the reason, `why`.
 */
export function parseAddress(text: string, line: LineSettings | null = COMMON_LINE): Address {
  if (text.startsWith("firmata:"))
    return { kind: "firmata", over: parseAddress(text.slice("firmata:".length), line) };
  if (text.startsWith("opc.tcp://")) return { kind: "opcua", endpoint: text };
  const tcp = /^tcp:\/\/(\[[0-9a-f:]+\]|[^:/?]+):(\d{1,5})$/i.exec(text);
  if (tcp?.[1] && tcp[2] && Number(tcp[2]) <= 65535)
    return { kind: "tcp", host: tcp[1].replace(/[[\]]/g, ""), port: Number(tcp[2]) };
  const named = /^(gpio|sim):([A-Za-z0-9._-]+)$/.exec(text);
  if (named?.[2])
    return named[1] === "gpio" ? { kind: "gpio", bank: named[2] } : { kind: "sim", name: named[2] };
  const serial = /^serial:(?:\/\/)?(\/[^?]+)(?:\?(.*))?$/.exec(text);
  if (serial?.[1]) return serialAddress(serial[1], serial[2] ?? "", text, line ?? COMMON_LINE);
  throw invalid(text, reason("ADDRESS_FORM", { forms: Object.values(ADDRESS_FORMS) }));
}

function invalid(address: string, why: Reason): EdgeError {
  const sentence = `The device address ${JSON.stringify(address)}: ${sentenceOf(why).en}.`;
  return new EdgeError("ADDRESS_INVALID", sentence, { address, why });
}

const SERIAL_KEYS: readonly string[] = ["baud", "parity", "bits", "stop"];

function serialAddress(path: string, query: string, text: string, line: LineSettings): Address {
  const options = new URLSearchParams(query);
  const baudRate = Number(options.get("baud") ?? line.baudRate);
  const parity = options.get("parity") ?? line.parity;
  const dataBits = Number(options.get("bits") ?? line.dataBits);
  const stopBits = Number(options.get("stop") ?? line.stopBits);
  const known = [...options.keys()].every((key) => SERIAL_KEYS.includes(key));
  const sound = Number.isInteger(baudRate) && baudRate >= 300 && baudRate <= 4_000_000;
  if (
    !known ||
    !sound ||
    (parity !== "none" && parity !== "even" && parity !== "odd") ||
    (dataBits !== 7 && dataBits !== 8) ||
    (stopBits !== 1 && stopBits !== 2)
  )
    throw invalid(text, reason("SERIAL_FORM", {}));
  return { kind: "serial", path, baudRate, parity, dataBits, stopBits };
}

export function isSimulated(address: Address): boolean {
  return address.kind === "sim" || (address.kind === "firmata" && isSimulated(address.over));
}
