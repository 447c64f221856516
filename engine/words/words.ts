import type { Failure, Refusal } from '../domain/failure.ts';
import { en } from './en/en.ts';
import { inPseudo } from './en-XA/pseudo.ts';
import { languageOf, type Translated } from './language.ts';
import type { FailureWords, RefusalWords } from './told.ts';

export type Words = Translated<typeof en>;

/** All languages by tag. The second is a pseudo-language: see there. */
const languages: Readonly<Record<string, () => Words>> = { en: () => en, 'en-XA': () => inPseudo(en) };

/** Chosen once, so that languages are never mixed. */
export const language = languageOf(globalThis, Object.keys(languages));
export const words = languages[language]!();

export const {
  aboutDuration,
  capitalised,
  decimals,
  estimatedDuration,
  formatAgo,
  formatBytes,
  formatClockTime,
  formatDuration,
  formatNumber,
  formatTime,
  learningRate,
  percent,
  roughly,
  sampleField,
} = words.figures;

export type { CommandName, OptionName } from './en/command-help.ts';

export const failureWords = ({ code, facts }: Pick<Failure, 'code' | 'facts'>): FailureWords => words.failures[code](facts);

export const refusalWords = ({ code, facts }: Refusal): RefusalWords => words.refusals[code](facts);
