import { luma601 } from '../luma.ts';
import type { Raster } from '../raster.ts';
import { blockContrast, brightestBlock } from './block-contrast.ts';
import { clipping, type Clipping } from './clipping.ts';
import { missingPart } from './missing-part.ts';
import { edgeBlur, type EdgeBlur, type Plane } from './edge-blur.ts';

/** Measures of a view (at most 512 pixels along its longer side); brightness from 0 to 1 of the stored sRGB values. */
interface PictureQuality extends Clipping, EdgeBlur {
  /**
   * How bright the brightest part is: the 99.5th percentile of each pixel's brightest colour, or the brightest block of 8 x 8 pixels if
   * that is brighter. The brightest colour and not luma, in which a picture of blue fluorescence would be dark.
   */
  readonly peak: number;
  /** See missingPart. */
  readonly missing: number;
  /** See BlockContrast; these three as shares of the full range of brightness. */
  readonly range: number;
  readonly structure: number;
  readonly noise: number;
}

const order = [
  'peak',
  'range',
  'structure',
  'noise',
  'clipped',
  'white',
  'whiteFrame',
  'besideWhite',
  'blurPx',
  'edges',
  'missing',
] as const satisfies readonly (keyof PictureQuality)[];

/** Length of the row of a picture: one number per measure. */
export const pictureQualityDimension: number = order.length;

/** Measures a view, as a row that can be stored. */
export function pictureQuality(picture: Raster): Float32Array {
  const { luma, brightest } = planesOf(picture);
  const { range, structure, noise } = blockContrast(luma);
  const measures: PictureQuality = {
    peak: Math.max(percentile(brightest.values, 0.995), brightestBlock(brightest)) / 255,
    range: range / 255,
    structure: structure / 255,
    noise: noise / 255,
    ...clipping(picture),
    ...edgeBlur(luma),
    missing: missingPart(picture),
  };
  return Float32Array.from(order, (name) => measures[name]);
}

function planesOf({ width, height, pixels }: Raster): { luma: Plane; brightest: Plane } {
  const luma = new Float32Array(width * height);
  const brightest = new Float32Array(width * height);
  for (let at = 0; at < luma.length; at++) {
    const [red, green, blue] = [pixels[3 * at]!, pixels[3 * at + 1]!, pixels[3 * at + 2]!];
    luma[at] = luma601(red, green, blue);
    brightest[at] = Math.max(red, green, blue);
  }
  return { luma: { width, height, values: luma }, brightest: { width, height, values: brightest } };
}

function percentile(levels: Float32Array, share: number): number {
  const counts = new Uint32Array(256);
  for (const level of levels) counts[level]! += 1;
  let left = share * levels.length;
  let level = 0;
  while (level < 255 && (left -= counts[level]!) > 0) level++;
  return level;
}

/** From the one that hides most of the picture to the one that hides least: an image is listed with the first that applies. */
const problems = ['cut-off', 'blank', 'dark', 'bleached', 'blurred'] as const;
export type QualityProblem = (typeof problems)[number];

export interface FoundProblem {
  readonly row: number;
  readonly problem: QualityProblem;
  /**
   * What was measured: for cut-off, the share of the height that is missing; for blank, the range of brightness (0 to 1) that something besides even lighting and noise takes up; for dark, the
   * brightness of the brightest part (0 to 1); for bleached, the share of clipped pixels (0 to 1); for blurred, the blur of the sharpest
   * edges in pixels of the view (standard deviation, up to 20).
   */
  readonly value: number;
}

/** From this number of images on, an image is also compared with what is usual in its project. */
const enoughToCompare = 5;

/**
 * Finds pictures that show too little, worst first within each problem. What is usual in a project is no problem of one of its pictures:
 * smears are smooth, fluorescence is dark and products stand before white. So a picture must be bad both by itself and beside the others.
 * @param rows one row of pictureQuality for each image, one after the other
 */
export function qualityProblems(rows: Float32Array): FoundProblem[] {
  const images = Array.from({ length: rows.length / pictureQualityDimension }, (_, row) => qualityOf(rows, row));
  const limits = limitsOf(images);
  const found = images.flatMap((image, row): FoundProblem[] => {
    const problem = problems.find((one) => rules[one].holds(image, limits));
    return problem === undefined ? [] : [{ row, problem, value: rules[problem].value(image) }];
  });
  return found.sort(
    (one, other) =>
      problems.indexOf(one.problem) - problems.indexOf(other.problem)
      || rules[one.problem].worst * (one.value - other.value)
      || one.row - other.row,
  );
}

function qualityOf(rows: Float32Array, row: number): PictureQuality {
  const first = row * pictureQualityDimension;
  return Object.fromEntries(order.map((name, at) => [name, rows[first + at]!])) as Record<keyof PictureQuality, number>;
}

interface Limits {
  /** Brightest part of a dark picture at most, and of one that is dark in any project. */
  readonly dark: number;
  readonly bleached: number;
  readonly blurPx: number;
  /** Least share of the height. */
  readonly missing: number;
}

/** Less may be a border. */
const missingFrom = 0.04;
/** Nothing can be recognised on a screen below this brightness. */
const blackBelow = 0.05;
/** A twelfth of the light of a full exposure, which is 3.6 stops, leaves white at 0.32. */
const darkBelow = 0.35;
const darkAloneBelow = 0.2;
const bleachedFrom = 0.5;
/** Sharp photographs have edges well below this in a view, most below 1 pixel. */
const blurredFromPx = 1.7;
/** The blur of ordinary cut-outs of smooth cells reaches this. */
const blurredAloneFromPx = 2.9;
/** Least standard deviation of the blur within a project: that of a few alike images says nothing. */
const leastSpreadPx = 0.35;

function limitsOf(images: readonly PictureQuality[]): Limits {
  if (images.length < enoughToCompare)
    return { dark: darkAloneBelow, bleached: bleachedFrom, blurPx: blurredAloneFromPx, missing: missingFrom };
  const usual = (name: keyof PictureQuality): number => median(images.map((image) => image[name]));
  const usualBlur = usual('blurPx');
  const spread = 1.4826 * median(images.map(({ blurPx }) => Math.abs(blurPx - usualBlur)));
  return {
    dark: Math.min(darkBelow, 0.6 * usual('peak')),
    bleached: Math.max(bleachedFrom, usual('clipped') + 0.3),
    blurPx: Math.max(blurredFromPx, usualBlur + 3 * Math.max(leastSpreadPx, spread)),
    missing: usual('missing') + missingFrom,
  };
}

const median = (values: readonly number[]): number => values.toSorted((one, other) => one - other)[values.length >> 1]!;

interface Rule {
  holds(image: PictureQuality, limits: Limits): boolean;
  value(image: PictureQuality): number;
  /** Whether low (1) or high (-1) values are the worst. */
  readonly worst: 1 | -1;
}

const rules: Readonly<Record<QualityProblem, Rule>> = {
  'cut-off': { holds: ({ missing }, limits) => missing >= limits.missing, value: ({ missing }) => missing, worst: -1 },
  blank: { holds: isBlank, value: ({ structure }) => structure, worst: 1 },
  dark: { holds: ({ peak }, limits) => peak < Math.max(blackBelow, limits.dark), value: ({ peak }) => peak, worst: 1 },
  bleached: {
    holds: (image, limits) => image.clipped >= limits.bleached && !isWhiteBackground(image),
    value: ({ clipped }) => clipped,
    worst: -1,
  },
  blurred: {
    holds: ({ edges, blurPx }, limits) => edges >= fewestEdges && blurPx >= limits.blurPx,
    value: ({ blurPx }) => blurPx,
    worst: -1,
  },
};

/** Too few edges tell nothing about sharpness. */
const fewestEdges = 0.8;
/** Stronger than the noise of a camera: a fine texture. */
const strongestNoise = 0.06;
/** Lighting that is more uneven than this is something to see. */
const mostUneven = 0.3;

/** The means of blocks differ by about one standard deviation of the noise from darkest to brightest if there is nothing else. */
function isBlank({ peak, range, structure, noise }: PictureQuality): boolean {
  return noise <= strongestNoise && range < mostUneven && structure <= 0.025 * peak + 1.2 * noise;
}

/** More than this share of pixels with one clipped colour that are not white: light has run over, which a white background does not do. */
const mostClippedColours = 0.1;
/** White along nearly the whole frame surrounds an object, whose shadow may be almost white too; elsewhere it must end at something darker. */
const surrounding = { frame: 0.9, besideWhite: 0.9 } as const;
const besideOtherWhite = 0.5;

function isWhiteBackground({ clipped, white, whiteFrame, besideWhite }: PictureQuality): boolean {
  if (clipped - white >= mostClippedColours) return false;
  return besideWhite < (whiteFrame > surrounding.frame ? surrounding.besideWhite : besideOtherWhite);
}
