import { count, countImages } from './figures.ts';

/** The map of the Images screen. */
export const map = {
  view: 'View',
  views: { grid: 'Grid', map: 'Map' },
  first: {
    title: 'See all images at once',
    text: 'A map puts images with similar features near each other, so that clusters, mixed classes and odd images show. It needs the features that training uses, which are computed once per image.',
    draw: 'Draw the map',
  },
  tooFew: (least: number) => `A map needs at least ${countImages(least)}. With fewer, the grid shows more.`,
  loading: 'Loading the map …',
  stopped: 'Stopped. The map is as far as it got.',
  again: 'Draw again',
  missing: (images: number) => `${count(images, 'image is', 'images are')} not on this map.`,
  about: (title: string) =>
    `By the features of ${title}. Images near each other are similar; distances between clusters, and left and right, mean nothing.`,
  label: (images: number) =>
    `Map of ${countImages(images)}. Arrow keys move it, plus and minus zoom, 0 shows all of it. Select images to list them below the map.`,
  colourBy: 'Colour by',
  colours: { class: 'Class', group: 'Group', split: 'Used for', finding: 'Review finding' },
  none: { class: 'No label', group: 'No group', split: 'Not used yet', finding: 'Nothing found' },
  otherGroups: 'Other groups',
  legend: 'Colours',
  tool: 'What dragging does',
  tools: { move: 'Move', rectangle: 'Rectangle', lasso: 'Lasso' },
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  fit: 'Show all',
  selectInView: 'Select all in view',
  density: 'So many images are shown as a density picture. Zoom in to see single ones.',
  selected: 'Selected images',
};
