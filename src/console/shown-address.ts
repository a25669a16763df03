import { isIPv6 } from "node:net";
import { hostname, networkInterfaces } from "node:os";

interface Interface {
  readonly address: string;
  readonly family: string;
  readonly internal: boolean;
}

/** What this machine is called, and where it can be reached. */
export interface Machine {
  readonly name: string;
  readonly interfaces: readonly Interface[];
}

/** What a browser is given to open this console by. */
export function consoleUrl(host: string, isTls: boolean, port: number): string {
  return `${isTls ? "https" : "http"}://${shownHost(host)}:${port}`;
}

/**
 * How a browser reaches a console that listens on this host. `0.0.0.0` and `::` are no address of anybody: the first address of a
 * network interface stands for them, which works without a name service; without one, the machine's name.
 */
export function shownHost(host: string, machine: Machine = thisMachine()): string {
  if (host === "127.0.0.1") return "localhost";
  if (host !== "0.0.0.0" && host !== "::") return isIPv6(host) ? `[${host}]` : host;
  const outside = machine.interfaces.find(({ family, internal }) => family === "IPv4" && !internal);
  return outside?.address ?? (machine.name === "" ? "localhost" : machine.name);
}

function thisMachine(): Machine {
  return {
    name: hostname().toLowerCase(),
    interfaces: Object.values(networkInterfaces()).flatMap((list) => list ?? []),
  };
}
