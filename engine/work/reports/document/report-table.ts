import type { ReportSummary } from '../../../contract/index.ts';
import { seedAccuracy } from '../../../domain/report/build-report.ts';
import type { TransferData } from '../../../domain/report/transfer-benefit.ts';
import type { TableForm } from '../../../domain/table-form.ts';
import { csvHead, csvLine } from '../../../files/csv.ts';

const columns = [
  'arm',
  'source',
  'per_class',
  'images',
  'seed',
  'score',
  'low',
  'high',
  'validation_score',
  'seeds',
  'finished',
  'image_passes',
  'trials',
  'seconds',
];

/** Renders a report as CSV: for every arm and size, a row with its mean and interval, followed by one row per seed. */
export function reportTable(summary: ReportSummary, data: TransferData, form: TableForm): string {
  const rows = summary.arms.flatMap(({ arm, source, points }) =>
    points.flatMap((point) => {
      const ofPoint = data.points.filter((one) => one.arm === arm && one.perClass === point.perClass).toSorted((a, b) => a.seed - b.seed);
      const { score } = point;
      return [
        [
          arm,
          source ?? '',
          point.perClass,
          point.images,
          'mean',
          score.value,
          score.low,
          score.high,
          point.validationScore ?? '',
          point.seeds,
          point.seeds - point.unfinished,
          point.imagePasses,
          point.trials,
          point.seconds,
        ],
        ...ofPoint.map((one) => [
          arm,
          source ?? '',
          one.perClass,
          one.trainImages.length,
          one.seed,
          seedAccuracy(one, data),
          '',
          '',
          one.validationScore ?? '',
          1,
          one.finished ? 1 : 0,
          one.imagePasses,
          one.trials,
          one.seconds,
        ]),
      ];
    }),
  );
  return [csvHead(columns, form), ...rows.map((row) => csvLine(row, form))].join('');
}
