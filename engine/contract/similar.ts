import { z } from 'zod';
import { change, question } from './declare.ts';
import { findingKinds } from '../domain/review/findings.ts';
import { imageFilter, imageSummary } from './images.ts';
import { classId, imageId, jobId, projectId, seed, split } from './values.ts';

/** Images whose features were computed, with the source model whose features they are. */
export const featuresReport = z.strictObject({ images: z.int(), source: z.string(), sourceTitle: z.string() });

const similarImages = z.strictObject({
  /** The source model whose features were compared. */
  source: z.string(),
  sourceTitle: z.string(),
  /** How many of the images asked about, or to choose from, have no features yet and were not compared. */
  missing: z.int(),
  /**
   * The images asked about that fit the filter, then the others, each beginning with the most similar. `similarity`: cosine of the features
   * with those of the image asked about, or with the mean of several; 1 is the same.
   */
  images: z.array(z.strictObject({ image: imageId, similarity: z.number() })),
});
export type SimilarImages = z.infer<typeof similarImages>;

/** A map that was drawn, with the source model whose features it shows. */
export const mapReport = z.strictObject({ images: z.int(), seconds: z.number(), source: z.string(), sourceTitle: z.string() });

const imageMap = z.strictObject({
  /** The source model whose features are shown. */
  source: z.string(),
  sourceTitle: z.string(),
  /** How many images of the project are not on the map: all of them before it is drawn for the first time. */
  missing: z.int(),
  /** One entry for each image on the map, as lists of equal length, because there may be 100,000. Positions have no unit. */
  points: z.strictObject({
    images: z.array(imageId),
    x: z.array(z.number()),
    y: z.array(z.number()),
    classes: z.array(classId.nullable()),
    splits: z.array(split.nullable()),
    groups: z.array(z.string().nullable()),
    /** What the last review found and is still to be decided. */
    findings: z.array(z.enum(findingKinds).nullable()),
  }),
});
export type ImageMapSeen = z.infer<typeof imageMap>;

/** Images in one answer. */
const mostImages = 10_000;

export const similarRequests = {
  'features.start': change(
    "Computes the features of all images that have none yet by a source model (default: the usual one), as trainings do. The job's result says of how many.",
    {
      input: z.strictObject({ project: projectId, source: z.string().optional() }),
      output: z.strictObject({ job: jobId }),
      failures: ['project-not-open', 'source-not-found', 'tensorflow-missing'],
    },
  ),
  'images.similar': question('The images that fit a filter and are most similar to an image, or to several, by features computed before.', {
    input: z.strictObject({
      project: projectId,
      to: z.array(imageId).min(1).max(mostImages),
      filter: imageFilter.default({}),
      source: z.string().optional(),
      most: z.int().min(1).max(mostImages).default(1000),
    }),
    output: similarImages,
    failures: ['project-not-open', 'image-not-found', 'source-not-found', 'run-not-found', 'test-set-locked'],
  }),
  'map.start': change(
    "Draws a map on which images with similar features are near each other, computing what features are missing, in place of an earlier one. While it is being arranged, `images.map` answers how far it is. The job's result is what it took.",
    {
      input: z.strictObject({
        project: projectId,
        source: z.string().optional(),
        seed: seed.default(1),
      }),
      output: z.strictObject({ job: jobId }),
      failures: ['project-not-open', 'too-few-to-map', 'source-not-found', 'tensorflow-missing'],
    },
  ),
  'images.map': question('Where the images are on the last map that was drawn, and what they can be coloured by.', {
    input: z.strictObject({ project: projectId, source: z.string().optional() }),
    output: imageMap,
    failures: ['project-not-open', 'source-not-found'],
  }),
  'images.listed': question('Images by id, in the order given.', {
    input: z.strictObject({ project: projectId, images: z.array(imageId).max(1000) }),
    output: z.strictObject({ images: z.array(imageSummary) }),
    failures: ['project-not-open'],
  }),
};
