import assert from 'node:assert/strict';
import { test } from 'node:test';
import { corners, fitted, inside, moved, nearest, placesOf, zoomed } from '../../../../../renderer/screens/images/map/map-view.ts';

const points = { x: [0, 10, 5, 5], y: [0, 0, 20, 10] };
const size = { width: 300, height: 448 };
const rounded = (places: Float32Array): number[] => [...places].map(Math.round);

test('all points fit into the picture, in the middle', () => {
  const view = fitted(points, size);
  assert.deepEqual(view, { x: 5, y: 10, scale: 20 });
  assert.deepEqual(rounded(placesOf(points, view, size)), [50, 24, 250, 24, 150, 424, 150, 224]);
  assert.deepEqual(fitted({ x: [3], y: [4] }, size), { x: 3, y: 4, scale: 252 });
  assert.ok(Number.isFinite(fitted({ x: [], y: [] }, { width: 0, height: 0 }).scale));
});

test('the place under the pointer stays when zooming, and moving goes along with the pointer', () => {
  const view = fitted(points, size);
  const near = zoomed(view, 3, { x: 250, y: 24 }, size);
  assert.equal(near.scale, 60);
  assert.deepEqual(rounded(placesOf(points, near, size)).slice(2, 4), [250, 24]);
  assert.deepEqual(rounded(placesOf(points, moved(view, { x: 7, y: -9 }), size)).slice(0, 2), [57, 15]);
});

test('points are surrounded by a rectangle drawn in any direction, or by an outline that is not convex', () => {
  const places = placesOf(points, fitted(points, size), size);
  assert.deepEqual(inside(places, corners({ x: 260, y: 230 }, { x: 140, y: 10 })), [1, 3]);
  const aroundTheUpperOnes = [
    { x: 0, y: 0 },
    { x: 300, y: 0 },
    { x: 300, y: 60 },
    { x: 150, y: 10 },
    { x: 0, y: 60 },
  ];
  assert.deepEqual(inside(places, aroundTheUpperOnes), [0, 1]);
  assert.deepEqual(inside(places, [{ x: 0, y: 0 }]), []);
});

test('the nearest point is found only nearby', () => {
  const places = placesOf(points, fitted(points, size), size);
  assert.equal(nearest(places, { x: 155, y: 220 }, 10), 3);
  assert.equal(nearest(places, { x: 170, y: 220 }, 10), null);
});
