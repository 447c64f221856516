import { plainReadings } from '../../../engine/domain/models/folder-readings.ts';
import type { ClassId, ImageId } from '../../../engine/domain/ids.ts';
import type { ReportImage, TransferData } from '../../../engine/domain/report/transfer-benefit.ts';
import type { ProjectStore } from '../../../engine/store/project-store.ts';
import type { ReportFacts } from '../../../engine/store/reports.ts';
import { hashOf, record, who } from '../project.ts';

const classNames = ['daisy', 'rose', 'tulip', 'weed'];

/**
 * Stores the images, labels and points of a simulated report in a project without images, as if it had been trained there. Returns the
 * number of the report, which is still running.
 */
export function keptReport(store: ProjectStore, data: TransferData, facts: Partial<ReportFacts> = {}): number {
  const all = [...data.train, ...data.test];
  const classes = classNames.slice(0, data.classes.length);
  const verdicts = store.images.addBatch(
    all.map((image) => record(`/pictures/${image.image}.jpg`, { className: classNames[image.class - 1] ?? 'other' })),
    who,
  );
  const ids = new Map(all.map(({ image }, at) => [image, verdicts[at]?.image ?? (0 as ImageId)]));
  const idOf = (image: number): ImageId => ids.get(image) ?? (0 as ImageId);
  const listed = store.classes.list();
  const asKept = (image: ReportImage): ReportImage<ImageId, ClassId> => ({
    image: idOf(image.image),
    class: listed.find(({ name }) => name === classNames[image.class - 1])?.id ?? (0 as ClassId),
    group: image.group,
  });
  const report = store.reports.start({
    quick: true,
    source: { id: 'starter', title: 'MobileNetV2 0.35 <at> 96', hash: hashOf('starter') },
    cut: 'pool',
    seed: data.seed,
    at: who.at,
    dataVersion: store.labels.dataVersion,
    software: 'Graft test',
    classes: classes.map((name) => ({ id: listed.find((one) => one.name === name)?.id ?? (0 as ClassId), name })),
    plan: {
      sizes: [...data.plan.sizes],
      arms: data.plan.arms.map((one) => ({ ...one, sizes: [...one.sizes] })),
      mostPasses: { smallNetwork: 30, scratch: 30, fineTune: 30 },
      scratchLeftOut: null,
      trials: 4,
      scratchInputSize: 96,
      testImages: data.test.length,
      trainImages: data.train.length,
      seconds: { low: 10, high: 20 },
    },
    trainImages: data.train.map(asKept),
    testImages: data.test.map(asKept),
    testImagesSeen: 0,
    folderWindows: [],
    readings: plainReadings,
    ...facts,
  });
  for (const point of data.points) store.reports.addPoint(report, { ...point, trainImages: point.trainImages.map(idOf) });
  return report;
}
