/** What the page says of records that are taken out of force. */
export const WITHDRAWAL_TEXTS = {
  withdraw: ["撤销记录", "Withdraw the record"],
  withdrawHint: [
    "撤销后该记录不再有效，不能恢复。撤销本身也签名上报，写明撤销人和原因。",
    "The record is not in force any more then, and that stays so. The withdrawal is signed and delivered too, with your name and the reason.",
  ],
  withdrawn: ["已撤销", "withdrawn"],
  withdrawnRecord: ["记录已撤销，不再有效", "The record is withdrawn and not in force"],
  withdrawnWaits: [
    "撤销已记入日志，正在签名……",
    "The withdrawal stands in the journal and is being signed...",
  ],
  withdrawnSealed: [
    "撤销已签名，正在上报登记中心",
    "The withdrawal is signed and on its way to the registry",
  ],
  withdrawnReceipted: ["登记中心已收到撤销", "The registry has the withdrawal"],
  withdrawalRecord: ["撤销记录编号", "Withdrawal"],
  withdrawEarlier: ["撤销较早的记录", "Withdraw an earlier record"],
  withdrawEarlierHint: [
    "本页不再显示的记录，按其编号撤销：编号是记录文件的名称。",
    "A record that this page shows no more is withdrawn by its id, which is the name of its file.",
  ],
  withdrawnDone: [
    "撤销已记入日志，该记录不再有效。",
    "The withdrawal stands in the journal, and the record is not in force any more.",
  ],
  recordId: ["记录编号", "Record id"],
  recordOf: ["记录类别", "Record of"],
} as const;
