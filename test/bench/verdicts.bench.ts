/**
 * How often the verdicts of a transfer report are wrong, on simulated points: claims where all arms are equally good (type I errors), and
 * claims where the source model truly helps by so many points (power). GRAFT_BENCH_REPORTS sets the number of reports of each kind.
 */
import { buildReport } from '../../engine/domain/report/build-report.ts';
import type { ArmName, Benefit, TransferFigures } from '../../engine/domain/report/transfer-benefit.ts';
import { report, table } from '../support/benches/bench.ts';
import { climbing, equalArms, simulatedReport, type SimulatedReport } from '../support/models/simulated-report.ts';

const reports = Number(process.env.GRAFT_BENCH_REPORTS ?? 400);
const resamples = 200;
const benefits: readonly Benefit[] = ['start', 'slope', 'asymptote', 'overall'];
/** With 400 reports and an error rate of 5 %, at most 7 % are wrong in 95 of 100 cases. */
const mostErrors = 0.07;

type Accuracy = SimulatedReport['accuracy'];
const better =
  (points: number): Accuracy =>
  (arm: ArmName, perClass: number) =>
    arm === 'transfer' ? climbing(0.4, 0.7)(perClass) + points / 100 : arm === 'scratch' ? climbing(0.4, 0.7)(perClass) : 0.3;

function simulate(accuracy: Accuracy, testPerClass: number, networkSeeds = 6): TransferFigures[] {
  const seeds = { scratch: networkSeeds, 'small-network': networkSeeds };
  return Array.from({ length: reports }, (_, at) =>
    buildReport(simulatedReport({ accuracy, seed: at + 1, testPerClass, seeds }), resamples),
  );
}

const share = (figures: readonly TransferFigures[], holds: (one: NonNullable<TransferFigures['verdict']>) => boolean): number =>
  figures.filter(({ verdict }) => verdict && holds(verdict)).length / figures.length;
const percent = (part: number): string => `${(100 * part).toFixed(1)} %`;

const without: readonly [string, Accuracy][] = [
  ['equal arms', equalArms],
  ['labels that mean nothing', 'guesses'],
];
const isClaim = (answer: string): boolean => answer === 'helps' || answer === 'hurts';
const errors = without.flatMap(([of, accuracy]) =>
  [6, 3, 2].flatMap((networkSeeds) => {
    const figures = simulate(accuracy, 15, networkSeeds);
    const name = `${of}, ${networkSeeds} seeds of each network`;
    return [
      ...benefits.map((benefit) => ({ name, benefit, rate: share(figures, (verdict) => isClaim(verdict[benefit].answer)) })),
      ...(of === 'equal arms'
        ? []
        : [
            {
              name,
              benefit: 'any verdict',
              rate: share(figures, (verdict) => benefits.some((benefit) => isClaim(verdict[benefit].answer))),
            },
          ]),
    ];
  }),
);
report(
  `Verdicts where there is nothing to find (${reports} simulated reports each, 4 classes, 60 test images)`,
  errors.map(({ name, benefit, rate }) => ({
    what: `${name}: ${benefit} claims something`,
    measured: percent(rate),
    target: `at most ${percent(mostErrors)}`,
    isMet: rate <= mostErrors,
  })),
);

const power = [5, 10, 20].flatMap((points) =>
  [15, 50].flatMap((testPerClass) =>
    [6, 3].map((networkSeeds) => {
      const figures = simulate(better(points), testPerClass, networkSeeds);
      return [
        `${points} points`,
        String(4 * testPerClass),
        String(networkSeeds),
        ...benefits.map((benefit) => percent(share(figures, (verdict) => verdict[benefit].answer === 'helps'))),
      ];
    }),
  ),
);
table(
  'How often a source model that helps by so many points at every size is found to help',
  ['better by', 'test images', 'seeds of networks', ...benefits],
  power,
);
