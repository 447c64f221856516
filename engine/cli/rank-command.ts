import type { Ranking, RankingTrial } from '../contract/index.ts';
import type { ProjectId } from '../domain/ids.ts';
import { words } from '../words/words.ts';
import { projectPath, wholeNumber } from './arguments.ts';
import { ask } from './ask.ts';
import { finished, type Context } from './context.ts';

/** `sources rank <project>`: ranks source models on the labelled images and, with `--try N`, actually trains the first N. */
export async function rankCommand(context: Context): Promise<unknown> {
  const { studio, given } = context;
  const seed = wholeNumber(given.flags.seed, 'seed');
  const top = wholeNumber(given.flags.try, 'try');
  const asked = given.flags.sources
    ?.split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '');
  const { id: project } = await ask(studio, 'projects.open', { path: projectPath(given.positional(0)).path });
  const { job } = await ask(studio, 'rankings.start', {
    project,
    ...(asked === undefined ? {} : { sources: asked }),
    ...(seed === undefined ? {} : { seed }),
  });
  const ranking = await finished(context, job, 'rank');
  sayRanking(context, ranking);
  const trial = top === undefined ? null : await tryRanking(context, project, ranking, { top, ...(seed === undefined ? {} : { seed }) });
  const { ranking: number, sources, ...facts } = ranking;
  return { number, ...facts, ranking: sources, trial };
}

async function tryRanking(
  context: Context,
  project: ProjectId,
  ranking: Ranking,
  choice: { top: number; seed?: number },
): Promise<RankingTrial> {
  const { studio, terminal } = context;
  const { job } = await ask(studio, 'rankings.try', { project, ranking: ranking.ranking, ...choice });
  const trial = await finished(context, job, 'try-ranking');
  for (const one of trial.tried) terminal.say(words.rankSources.tried(one));
  terminal.say(words.rankSources.trial(trial, (source) => titleIn(ranking, source)));
  terminal.say(words.rankSources.hitRate((await ask(studio, 'rankings.latest', { project })).hitRate));
  return trial;
}

function sayRanking({ terminal }: Context, ranking: Ranking): void {
  terminal.say(words.rankSources.facts(ranking));
  for (const source of ranking.sources) terminal.say(words.rankSources.source(source));
  for (const baseline of ranking.baselines) terminal.say(words.rankSources.baseline(baseline, titleIn(ranking, baseline.source)));
  for (const skipped of ranking.skipped) terminal.say(words.rankSources.skipped(skipped));
  terminal.say(words.rankSources.advice(ranking.advice, titleIn(ranking, ranking.advice.source)));
}

const titleIn = ({ sources }: Ranking, id: string | null): string => sources.find(({ source }) => source === id)?.title ?? id ?? '';
