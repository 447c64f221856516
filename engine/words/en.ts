import { cache } from './en/cache.ts';
import { compareScreen } from './en/compare-screen.ts';
import { developWizard } from './en/develop-wizard.ts';
import { failures } from './en/failures.ts';
import { frame } from './en/frame.ts';
import { images } from './en/images.ts';
import { label } from './en/label.ts';
import { library } from './en/library.ts';
import { parts } from './en/parts.ts';
import { projects } from './en/projects.ts';
import { refusals } from './en/refusals.ts';
import { report } from './en/report.ts';
import { restore } from './en/restore.ts';
import { results } from './en/results.ts';
import { testSet } from './en/test-set.ts';
import { train } from './en/train.ts';
import { use } from './en/use.ts';
import { whichSource } from './en/which-source.ts';

/** All English words. Another language is another object of this type. */
export const en = { frame, parts, projects, cache, restore, images, label, train, results, testSet, use, compareScreen, whichSource, library, developWizard, report, failures, refusals };
export type Words = typeof en;
