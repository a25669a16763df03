import { EdgeError } from "../errors.ts";

/** Where a device is. Drivers never see this; they get a port. */
export type Address =
  | {
      readonly kind: "serial";
      readonly path: string;
      readonly baudRate: number;
      readonly parity: "none" | "even" | "odd";
      readonly dataBits: 7 | 8;
    }
  | { readonly kind: "tcp"; readonly host: string; readonly port: number }
  | { readonly kind: "opcua"; readonly endpoint: string }
  | { readonly kind: "firmata"; readonly over: Address }
  | { readonly kind: "gpio"; readonly bank: string }
  | { readonly kind: "sim"; readonly name: string };

const FORMS =
  "serial:PATH?baud=N, tcp://HOST:PORT, opc.tcp://HOST:PORT, firmata:ADDRESS, gpio:BANK, sim:NAME";

/** Throws EdgeError ADDRESS_INVALID, naming the address and the forms. */
export function parseAddress(text: string): Address {
  if (text.startsWith("firmata:"))
    return { kind: "firmata", over: parseAddress(text.slice("firmata:".length)) };
  if (text.startsWith("opc.tcp://")) return { kind: "opcua", endpoint: text };
  const tcp = /^tcp:\/\/(\[[0-9a-f:]+\]|[^:/?]+):(\d{1,5})$/i.exec(text);
  if (tcp?.[1] && tcp[2] && Number(tcp[2]) <= 65535)
    return { kind: "tcp", host: tcp[1].replace(/[[\]]/g, ""), port: Number(tcp[2]) };
  const named = /^(gpio|sim):([A-Za-z0-9._-]+)$/.exec(text);
  if (named?.[2])
    return named[1] === "gpio" ? { kind: "gpio", bank: named[2] } : { kind: "sim", name: named[2] };
  const serial = /^serial:(?:\/\/)?(\/[^?]+)(?:\?(.*))?$/.exec(text);
  if (serial?.[1]) return serialAddress(serial[1], serial[2] ?? "", text);
  throw new EdgeError("ADDRESS_INVALID", `The device address ${JSON.stringify(text)} is none of: ${FORMS}.`, {
    address: text,
  });
}

function serialAddress(path: string, query: string, text: string): Address {
  const options = new URLSearchParams(query);
  const baudRate = Number(options.get("baud") ?? "9600");
  const parity = options.get("parity") ?? "none";
  const dataBits = Number(options.get("bits") ?? "8");
  const known = [...options.keys()].every((key) => ["baud", "parity", "bits"].includes(key));
  const sound = Number.isInteger(baudRate) && baudRate >= 300 && baudRate <= 4_000_000;
  if (
    !known ||
    !sound ||
    (parity !== "none" && parity !== "even" && parity !== "odd") ||
    (dataBits !== 7 && dataBits !== 8)
  ) {
    throw new EdgeError(
      "ADDRESS_INVALID",
      `The serial address ${JSON.stringify(text)} allows baud=300..4000000, parity=none|even|odd and bits=7|8.`,
      { address: text },
    );
  }
  return { kind: "serial", path, baudRate, parity, dataBits };
}

export function isSimulated(address: Address): boolean {
  return address.kind === "sim" || (address.kind === "firmata" && isSimulated(address.over));
}
