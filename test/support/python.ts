import { execFileSync, spawnSync } from 'node:child_process';

/** Finds a Python with these packages: the one named by GRAFT_PYTHON, else python3; null if neither has them. */
export function pythonWith(...packages: readonly string[]): string | null {
  const check = `import importlib.util, sys; sys.exit(any(importlib.util.find_spec(name) is None for name in ${JSON.stringify(packages)}))`;
  const candidates = [process.env.GRAFT_PYTHON, 'python3', 'python'].filter((one) => one !== undefined && one !== '') as string[];
  return candidates.find((python) => spawnSync(python, ['-c', check], { stdio: 'ignore' }).status === 0) ?? null;
}

/** Runs a Python script with arguments and returns the JSON that it prints. */
export function askPython(python: string, script: string, args: readonly string[]): unknown {
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' };
  return JSON.parse(
    execFileSync(python, ['-c', script, ...args], { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1 << 28 }),
  );
}
