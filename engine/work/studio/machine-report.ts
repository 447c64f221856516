import { constants, readFileSync } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';
import { cpus, freemem, platform, release, totalmem, arch } from 'node:os';
import type { Handlers, MachineReport } from '../../contract/index.ts';
import { failureOf } from '../../domain/failure.ts';
import { usualSource } from '../../domain/models/source-ids.ts';
import type { ProbeOutcome } from '../../learner/protocol.ts';
import { sqliteVersion } from '../../store/sqlite-version.ts';
import { software } from './software.ts';
import type { StudioParts } from './studio-parts.ts';

type Finding = MachineReport['findings'][number];
const relevantFeatures = [
  'sse4_1',
  'sse4_2',
  'avx',
  'avx2',
  'fma',
  'avx512f',
  'avx512_vnni',
  'avx512_bf16',
  'amx_bf16',
  'asimd',
  'asimddp',
  'sve',
];

/** Checks this machine, each finding anew: TensorFlow by a training step, folders by their permissions. */
async function machineReport(parts: StudioParts): Promise<MachineReport> {
  const probe = await probed(parts);
  const library = await parts.library.list();
  const findings: Finding[] = [
    {
      code: 'tensorflow',
      works: 'trains' in probe && probe.trains,
      facts: 'trains' in probe ? { version: probe.tensorflow } : { detail: probe.detail },
    },
    { code: 'sources', works: library.sources.length > 0, facts: { count: library.sources.length } },
    { code: 'usual-source', works: library.sources.some(({ id }) => id === usualSource), facts: {} },
    ...library.unusable.map((source): Finding => ({
      code: 'source-unusable',
      works: false,
      facts: { path: source.path, detail: source.detail },
    })),
    await folderFinding('projects-folder', parts.folders.projects),
    await folderFinding('settings-folder', parts.folders.home),
    await folderFinding('cache-folder', parts.folders.cache),
    { code: 'memory', works: totalmem() >= 4e9, facts: { gigabytes: Math.round(totalmem() / 1e9) } },
  ];
  return {
    software,
    platform: `${platform()} ${release()} ${arch()}`,
    node: process.version,
    versions: versions('trains' in probe ? probe : null),
    cpu: { model: cpus()[0]?.model.trim() ?? '', cores: cpus().length, features: cpuFeatures() },
    threads: { tensorflow: Number(process.env.GRAFT_THREADS ?? cpus().length), decode: parts.pool.workers },
    memoryBytes: { total: totalmem(), free: freemem() },
    gpu: gpuFacts('trains' in probe ? probe : null),
    folders: { sources: [...parts.library.folders], projects: parts.folders.projects, cache: parts.folders.cache },
    findings,
  };
}

async function probed(parts: StudioParts): Promise<ProbeOutcome | { detail: string }> {
  try {
    return await parts.questions.ask({ kind: 'probe' });
  } catch (error) {
    const { code, facts } = failureOf(error);
    return { detail: String(facts.detail ?? code) };
  }
}

function gpuFacts(probe: ProbeOutcome | null): MachineReport['gpu'] {
  if (probe?.gpu) return { present: true, used: true, name: probe.gpu, reason: 'used' };
  const driver = gpuDriver();
  if (driver === null) return { present: false, used: false, name: null, reason: 'no-driver' };
  return { present: true, used: false, name: driver, reason: probe ? 'library-without-gpu' : 'tensorflow-missing' };
}

/** The driver version of an NVIDIA GPU on Linux; null if none is found. */
function gpuDriver(): string | null {
  try {
    return /^NVRM version:\s*(.*)$/m.exec(readFileSync('/proc/driver/nvidia/version', 'utf8'))?.[1] ?? null;
  } catch {
    return null;
  }
}

function cpuFeatures(): string[] {
  try {
    const flags = new Set(/^(?:flags|Features)\s*:\s*(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1]?.split(' '));
    return relevantFeatures.filter((feature) => flags.has(feature));
  } catch {
    // Other systems have no such file; TensorFlow itself reports missing processor features.
    return [];
  }
}

function versions(probe: ProbeOutcome | null): Record<string, string> {
  return {
    'tfjs-node': packageVersion('@tensorflow/tfjs-node'),
    ...(probe ? { tensorflow: probe.tensorflow } : {}),
    sqlite: sqliteVersion(),
    'better-sqlite3': packageVersion('better-sqlite3'),
    sharp: packageVersion('sharp'),
  };
}

function packageVersion(name: string): string {
  const file = findPackageJSON(name, import.meta.url);
  return file ? (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version : '';
}

async function folderFinding(code: string, path: string): Promise<Finding> {
  const works = await mkdir(path, { recursive: true })
    .then(() => access(path, constants.W_OK))
    .then(
      () => true,
      () => false,
    );
  return { code, works, facts: { path } };
}

export function machineHandlers(parts: StudioParts): Pick<Handlers, 'machine.report'> {
  return { 'machine.report': () => machineReport(parts) };
}
