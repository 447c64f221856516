import { execFileSync, spawnSync } from 'node:child_process';

/** A Python that has TensorFlow: the one that `variable` names, else python3; null where neither has it. */
export function pythonWithTensorFlow(variable: 'GRAFT_PYTHON' | 'GRAFT_BENCH_PYTHON'): string | null {
  const python = process.env[variable] ?? 'python3';
  const check = 'import importlib.util, sys; sys.exit(importlib.util.find_spec("tensorflow") is None)';
  return spawnSync(python, ['-c', check], { stdio: 'ignore' }).status === 0 ? python : null;
}

/** Runs a Python script with arguments and answers the JSON that it prints. */
export function askPython(python: string, script: string, args: readonly string[]): unknown {
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' };
  return JSON.parse(execFileSync(python, ['-c', script, ...args], { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1 << 28 }));
}
