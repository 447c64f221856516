import type { ImportReport } from '../../engine/contract/index.ts';
import type { FakeProject } from './fake-project.ts';

/** Adds what an import would have found to a project, and reports one of every verdict. */
export function fakeImportReport(project: FakeProject, labels: boolean): ImportReport {
  const before = project.images.length;
  for (const name of ['Betula', 'Quercus', 'Salix']) project.addImages(name, 40, labels ? 40 : 0);
  if (labels) {
    project.addConflict(before + 3, 'Betula', 'Quercus');
    project.addConflict(before + 44, 'Quercus', 'Salix');
  }
  const refused: ImportReport['refused'] = [
    { file: 'Betula/scan-17.jpg', code: 'cut-short', facts: { format: 'jpeg' } },
    { file: 'Quercus/notes.png', code: 'not-an-image', facts: {} },
    { file: 'Salix/empty.tif', code: 'empty-file', facts: {} },
  ];
  project.refused.unshift(...refused);
  return {
    imported: 120, present: 14, refused, skipped: 6, seconds: 8.4,
    duplicates: [{ file: 'Betula/copy of betula-0001.jpg', of: 'Betula/betula-0001.jpg' }, { file: 'Salix/old/salix-0007.jpg', of: 'Salix/salix-0007.jpg' }],
    conflicts: (labels ? [before + 3, before + 44] : []).map((index) => {
      const image = project.images[index];
      return {
        image: image?.id ?? (1 as never),
        files: (image?.files ?? []).map((file) => ({ file: file.path, class: project.classSummaries().find((one) => one.id === file.class)?.name ?? '' })),
      };
    }),
    classesAdded: labels ? ['Betula', 'Quercus', 'Salix'] : [], classesJoined: labels ? [{ name: 'Salix', others: ['salix'] }] : [],
  };
}
