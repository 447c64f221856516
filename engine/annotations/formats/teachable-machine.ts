import type { AnnotationFormat } from '../format.ts';
import type { AnnotationSource } from '../reading/annotation-source.ts';
import { UnreadableAnnotations } from '../reading/unreadable-annotations.ts';
import { zipNames } from '../reading/zip-names.ts';

/**
 * An image project of Teachable Machine (`.tm`), a zip with `manifest.json`, which holds settings only, and a picture for each sample,
 * called `<class>-!-<number>.jpg`. The pictures are inside the zip: `file` is the name of the entry. There is no published description;
 * this follows files as the tool writes them. Samples of sounds are counted as lost.
 */
export const teachableMachine: AnnotationFormat = {
  id: 'teachable-machine',
  title: 'Teachable Machine',
  description: 'https://github.com/googlecreativelab/teachablemachine-community/issues/38',
  carries: ['class'],

  async recognise(source) {
    for (const name of source.named('.tm').slice(0, 20)) if (await isZip(source, name)) return true;
    return false;
  },

  async *read(source, tally) {
    for (const name of source.named('.tm')) {
      if (!(await isZip(source, name))) {
        if (source.chosen === name) throw new UnreadableAnnotations('damaged', name);
        continue;
      }
      for (const file of await zipNames(source, name)) {
        const className = samplePattern.exec(file)?.[1];
        if (className !== undefined) yield { file, classes: [className] };
        else if (file !== 'manifest.json') tally.lose('no-class');
      }
    }
  },
};

const samplePattern = /^(.+)-!-\d+\.(?:jpe?g|png)$/i;

const isZip = async (source: AnnotationSource, name: string): Promise<boolean> => (await source.start(name)).startsWith('PK\x03\x04');
