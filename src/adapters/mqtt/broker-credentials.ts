import type { IClientOptions } from "mqtt";

/** By what a station knows its broker, and the broker the station. What is absent is not used. */
export interface BrokerCredentials {
  /** PEM: the authorities that may have signed the broker's certificate, instead of those that come with Node. */
  readonly ca?: string;
  /** PEM: the station's own certificate, its chain behind it, and the key that belongs to it. */
  readonly own?: { readonly cert: string; readonly key: string };
  readonly username?: string;
  readonly password?: string;
}

/**
 * For MQTT.js. The broker's certificate is always verified, its name too: said outright, for otherwise the environment
 * variable NODE_TLS_REJECT_UNAUTHORIZED could turn it off on `wss://`.
 */
export function identityOptions({ ca, own, username, password }: BrokerCredentials = {}): IClientOptions {
  return {
    rejectUnauthorized: true,
    ...(ca !== undefined && { ca }),
    ...(own !== undefined && { cert: own.cert, key: own.key }),
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
  };
}
