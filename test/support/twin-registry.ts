import { expect } from "vitest";
import { RegistryService, type RegistryServiceOptions } from "../../simulators/registry/registry-service.ts";
import { MemoryRegistryStore } from "../../simulators/registry/registry-store.ts";
import { CoreRegistry } from "./core-registry.ts";

/**
 * The stand-in with the product's own registry beside it, which is written from the same page by other hands: whatever one answers, the other
 * has to answer too, cosignature and all. Sentences are each one's own. Alone on a disk or a store that
 * fails, which are the stand-in's own.
 */
export class TwinRegistry extends RegistryService {
  readonly #core: CoreRegistry | null;

  constructor(options: RegistryServiceOptions) {
    super(options);
    this.#core = coreOf(options);
  }

  override handle(message: Uint8Array, atMs: number): Uint8Array[] {
    const answers = super.handle(message, atMs);
    if (this.#core !== null)
      expect([this.#core.handle(message, atMs)].map(withoutWords)).toEqual(answers.map(withoutWords));
    return answers;
  }

  override rotate(request: string): boolean {
    const isTaken = super.rotate(request);
    if (this.#core !== null) expect(this.#core.rotate(request)).toBe(isTaken);
    return isTaken;
  }

  override resume(name: string, at: { readonly size: number; readonly atMs: number }): string {
    const decision = super.resume(name, at);
    if (this.#core !== null) expect(JSON.parse(this.#core.resume(name, at))).toEqual(JSON.parse(decision));
    return decision;
  }
}

/** Who starts again from a store finds what was there. */
const STARTED = new WeakMap<object, CoreRegistry>();

function coreOf(options: RegistryServiceOptions): CoreRegistry | null {
  const { store, directory } = options;
  if (directory !== undefined || (store !== undefined && !(store instanceof MemoryRegistryStore)))
    return null;
  const core = (store === undefined ? undefined : STARTED.get(store)) ?? new CoreRegistry(options);
  if (store !== undefined) STARTED.set(store, core);
  return core;
}

function withoutWords(bytes: Uint8Array): unknown {
  const { sentence: _sentence, ...answer } = JSON.parse(new TextDecoder().decode(bytes));
  const quarantined = answer.quarantined?.map(({ index }: { index: number }) => index);
  return { ...answer, ...(quarantined === undefined ? {} : { quarantined }) };
}
