import type { FigureName } from './comparing.ts';

/** A figure whose whole 95 % interval lies below its limit speaks against a model, whatever the one in use does. */
export const FIGURE_LIMITS: Readonly<Partial<Record<FigureName, number>>> = {
  safetyRecall: 0.8,
  dispatchedRight: 0.9,
};

/** What a model may lose, at most, to character errors before it is kept from use. One place for all of them. */
export const ROBUSTNESS_LIMITS = {
  /** Share of wrong characters at which losses are judged: a bad telephone line, not the worst one. */
  rate: 0.1,
  /** Largest loss against the clean text, as a share of orders. */
  loss: { typeTop1: 0.06, unit: 0.08, safetyRecall: 0.08 },
  /** How much more than the model in use it may lose. */
  slack: 0.03,
} as const;
