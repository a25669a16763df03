import { EdgeError } from "../errors.ts";

/**
 * A part of the stage (simulated devices, demo, scenarios), which no station on real devices needs and which need not be
 * installed. Throws EdgeError INSTALLATION_INCOMPLETE where it is not.
 */
export async function ofStage<Part>(command: string, load: () => Promise<Part>): Promise<Part> {
  try {
    return await load();
  } catch (cause) {
    if (!isStageMissing(cause)) throw cause;
    const sentence = `proofmark ${command} needs the simulated devices (src/stage, simulators), and this installation was made without them.`;
    throw new EdgeError("INSTALLATION_INCOMPLETE", sentence, { command }, cause);
  }
}

/** A file of the stage itself; a package that it needs is missing is another matter. */
function isStageMissing(cause: unknown): boolean {
  const { code, message } = cause as { readonly code?: unknown; readonly message?: unknown };
  return (
    code === "ERR_MODULE_NOT_FOUND" &&
    /^Cannot find module '[^']*\/(?:src\/stage|simulators)\//.test(String(message))
  );
}
