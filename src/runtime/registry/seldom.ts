import type { Clock } from "../../ports/clock.ts";

/** One sentence about one thing, not the same one over and over. */
export type Tell = (about: string, sentence: string) => void;

/** The same sentence is told again after this. */
const AGAIN_MS = 60_000;
/** So many different ones about one thing within that time: a fault that names another file, table or record each time would fill a disk. */
const SENTENCES_MAX = 16;
const MORE = "More of this is not said for a minute.";

/** By the steady clock: one that is set back would keep everything from being told until it is there again. */
export function seldom({ monoMs }: Pick<Clock, "monoMs">, out: (sentence: string) => void): Tell {
  const told = new Map<string, Map<string, number>>();
  return (about, sentence) => {
    const now = monoMs();
    const sentences = told.get(about) ?? new Map<string, number>();
    told.set(about, sentences);
    for (const [old, atMs] of sentences) if (now - atMs >= AGAIN_MS) sentences.delete(old);
    if (sentences.has(sentence)) return;
    const said = sentences.size < SENTENCES_MAX ? sentence : MORE;
    if (sentences.has(said)) return;
    sentences.set(said, now);
    out(said);
  };
}
