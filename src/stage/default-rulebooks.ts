export const DEFAULT_RULEBOOKS = {
  inspection: "config/rules/cn-inspection-2021.yaml",
  exam: "config/rules/cn-exam-c1-2022.yaml",
} as const;
