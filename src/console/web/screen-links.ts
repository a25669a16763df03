/** Where a screen is opened that needs no sign-in. `names`: those of the station file; the first is what a phone asks for. */
export function screenOrigin(names: readonly string[]): string {
  const { protocol, port } = location;
  const [name] = names;
  return name === undefined ? location.origin : `${protocol}//${name}${port === "" ? "" : `:${port}`}`;
}

/** A phone that asks for it asks itself. */
export function isOwnMachine(origin: string): boolean {
  const { hostname } = new URL(origin);
  return hostname === "localhost" || hostname === "[::1]" || hostname.startsWith("127.");
}

export function hallLink(origin: string, token: string): string {
  return `${origin}/hall#${token}`;
}

export function boardLink(origin: string, site: string, position: string | null, token: string): string {
  const steps = [site, ...(position === null ? [] : [position])].map(encodeURIComponent);
  return `${origin}/board/${steps.join("/")}#${token}`;
}

export function slipLink(origin: string, job: string, token: string): string {
  return `${origin}/slip#${encodeURIComponent(job)}.${token}`;
}
