/** Family names of two characters (复姓): of "欧阳" one character would be no name. The common ones; a rarer one is shown by its first character. */
export const COMPOUND_SURNAMES: ReadonlySet<string> = new Set([
  ..."欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 长孙 宇文 司徒 夏侯 端木 百里 独孤 南宫 轩辕 西门".split(
    " ",
  ),
]);
