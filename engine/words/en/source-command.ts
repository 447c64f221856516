import type { AddedSource, BaselineScore, Lineage, SourceBlock, SourceModel, SourceOffer } from '../../contract/index.ts';
import { formatBytes, formatNumber } from './figures.ts';
import { library } from './library.ts';

const sides = (shape: readonly number[]): string => shape.join(' x ');
const baselines: Readonly<Record<BaselineScore['name'], string>> = {
  'majority-class': 'always the most frequent class',
  'colour-and-texture': 'colour and texture only',
  'raw-pixels': 'raw pixels',
};

/** Output of `graft sources ...` and `graft develop`. */
export const sourceCommand = {
  whichFile: 'The file or folder of the model, or --project with --run,',
  oneOrigin: (file: string) => `specify either ${file} or a run of a project, not both`,
  line: ({ id, title, inputSize, parameters, default: isDefault, origin, speed }: SourceModel) =>
    [
      `${id}${isDefault ? '  (default)' : ''}`,
      `\n  ${title}; ${inputSize} x ${inputSize} pixels; ${library.parameters(parameters)}; ${library.origins[origin]}`,
      speed === null ? '' : `; ${library.speed(speed.imagesPerSecond)} on this computer`,
    ].join(''),
  card: (source: SourceModel) =>
    [
      `  Trained on: ${source.task}`,
      `  Licence: ${source.licence}`,
      ...(source.from === null ? [] : [`  Source: ${library.origin(source)}`]),
      `  Folder: ${source.path}`,
      `  SHA-256: ${source.hash} (${source.verified ? library.verified : library.notVerified})`,
    ].join('\n'),
  lineage: (lineage: Lineage) => `  ${library.lineage(lineage)}`,
  block: ({ name, shape, parameters, multiplyAdds, cut, layers }: SourceBlock) =>
    `  ${name}: ${library.inside.layers(layers.length)}, output ${sides(shape)}; ${formatNumber(parameters)} weights`
    + `${multiplyAdds === null ? '' : `; ${library.inside.work(multiplyAdds)} multiply-adds`}${cut === null ? '' : `; cut point ${cut}`}`,
  tunable: (reason: string | null) => (reason === null ? library.inside.tunable : library.inside.notTunable(reason)),
  none: 'No source models found.',
  unusable: (path: string, why: string) => `Unusable: ${path}\n  ${why}`,
  added: (title: string, id: string) => `${library.gate.added(title)} Id: ${id}`,
  check: ({ code, facts }: AddedSource['checks'][number]) => `  ${library.gate.names[code]}: ${library.gate.found[code](facts)}`,
  removed: (source: string) => `${source} was removed. Runs made with it keep their results.`,
  exported: (file: string, bytes: number) => library.export.written(file, bytes),
  offersIntro: 'Source models available to download. "graft sources download <id>" downloads one; nothing else goes online.',
  offer: ({ id, title, task, address, package: name, licence, bytes, sha256, present, partBytes }: SourceOffer) =>
    [
      `${id}${present ? `  (${library.offers.present})` : partBytes > 0 ? `  (${formatBytes(partBytes)} downloaded)` : ''}`,
      `  ${title}; trained on ${task}; ${licence}; ${library.offers.size(bytes)}; ${sha256 === null ? library.offers.noHash : library.offers.hash}`,
      `  ${address}${name === null ? '' : `, ${library.offers.through(name)}`}`,
    ].join('\n'),
  measured: (title: string, perSecond: number) => `${title}: ${library.speed(perSecond)} on this computer.`,
  developMethods: 'develop requires --method fine-tune or scratch; a new last layer alone leaves the network unchanged',
  against: (name: BaselineScore['name'], beats: boolean) =>
    beats
      ? `It beats all simple baselines, including the best (${baselines[name]}).`
      : `It does not clearly beat the best simple baseline (${baselines[name]}).`,
};
