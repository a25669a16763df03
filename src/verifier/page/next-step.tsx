import type { Verdict } from "../verdict.ts";
import { FileButton } from "./file-button.tsx";
import { askFile } from "./inquiry.ts";
import { type Sentence, say } from "./language.ts";
import { markFacts } from "./mark-facts.ts";
import { TEXTS } from "./texts.ts";
import { KEY_TEXTS } from "./texts-keys.ts";
import type { WordShown } from "./words.ts";

/** The one thing to do now. */
export function NextStep({ of, verdict }: { of: WordShown; verdict: Verdict }) {
  const wantsList = verdict.word === "unknown-issuer";
  return (
    <section class="next-step" aria-label={say(TEXTS.nextStep)}>
      <h2>{say(TEXTS.nextStep)}</h2>
      <p>{say(of.tone === "good" ? (comparing(verdict) ?? of.next) : of.next)}</p>
      {wantsList && (
        <FileButton class="act" chosen={(file) => void askFile(file, file.name)}>
          {say(KEY_TEXTS.load)}
        </FileButton>
      )}
    </section>
  );
}

/** What only somebody who stands there can see: a good mark may hang on another car. */
function comparing(verdict: Verdict): Sentence | null {
  const mark = markFacts(verdict);
  if (mark === null) return null;
  const { kind, subject, tail } = mark;
  return kind === "exam"
    ? {
        zh: `核对本人证件：姓名应为 ${subject}，准考证明末四位应为 ${tail}。`,
        en: `Look at the person's papers: the name has to be ${subject}, and the certificate has to end in ${tail}.`,
      }
    : {
        zh: `核对实车：号牌应为 ${subject}，车架号末六位应为 ${tail}。`,
        en: `Look at the vehicle: its plate has to be ${subject}, and its VIN has to end in ${tail}.`,
      };
}
