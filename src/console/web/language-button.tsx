import { switchLanguage } from "./commands.ts";
import { language } from "./texts.ts";

export function LanguageButton() {
  return (
    <button
      type="button"
      class="plain language"
      lang={language.value === "zh" ? "en" : "zh-CN"}
      onClick={switchLanguage}
    >
      {language.value === "zh" ? "English" : "中文"}
    </button>
  );
}
