import type { GuessesPassword } from "../../core/people/secret-form.ts";

/** Of 0 to 4: three says more than 10^8 guesses. */
const GUESSED_BELOW = 3;
/** Longer ones are judged by their beginning, for the work grows with the square of the length. */
const JUDGED_MAX = 64;
/** Of this product and its places: the first that somebody would try here. */
const CONTEXT = ["proofmark", "inspection", "jianche", "kaoshi", "jiakao", "检测站", "驾考"];
/** Where the lists are not there, as after a broken installation, length alone has to do. */
const LENGTH_WITHOUT_LISTS = 15;

export interface PasswordGuesses {
  /** Of a password; asked after `whenGuessing` has come. */
  readonly isGuessed: GuessesPassword;
  /** `ready` comes when the lists of passwords and words are there: some 20 MB and 0.1 s, taken when the first password is set. */
  whenGuessing(ready: () => void): void;
}

/** Judges passwords by zxcvbn with its lists of common passwords and words. */
export function createPasswordGuesses(): PasswordGuesses {
  let judge: GuessesPassword | null = null;
  let loading: Promise<void> | null = null;
  return {
    isGuessed: (password, own) =>
      judge === null ? [...password].length < LENGTH_WITHOUT_LISTS : judge(password, own),
    whenGuessing: (ready) => {
      loading ??= load().then(
        (loaded) => {
          judge = loaded;
        },
        // Length alone has to do then.
        () => undefined,
      );
      void loading.then(ready);
    },
  };
}

async function load(): Promise<GuessesPassword> {
  const [{ ZxcvbnFactory }, lists] = await Promise.all([
    import("@zxcvbn-ts/core"),
    import("@zxcvbn-ts/language-common"),
  ]);
  const zxcvbn = new ZxcvbnFactory({ dictionary: lists.dictionary, graphs: lists.adjacencyGraphs });
  return (password, own) => zxcvbn.check(password.slice(0, JUDGED_MAX), wordsOf(own)).score < GUESSED_BELOW;
}

/** Each word of a name is a word about the person, too. */
function wordsOf(own: readonly string[]): string[] {
  return [...CONTEXT, ...own.flatMap((text) => [text, ...text.split(/\s+/)])];
}
