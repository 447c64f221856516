import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClassId, ImageFilter, ImageId, ImageSummary } from '../../../../engine/contract/index.ts';
import { ImagePages, pageSize } from '../../../../renderer/state/images/image-pages.ts';

const rust = 1 as ClassId;

/** A studio with so many images, all without a label; labels are given in `labels`. */
function studio(images: number) {
  const labels = new Map<number, ClassId>();
  const asked: string[] = [];
  const summary = (id: number): ImageSummary => ({ id, class: labels.get(id) ?? null, conflict: false }) as ImageSummary;
  const fitting = (filter: ImageFilter) =>
    Array.from({ length: images }, (_, index) => index + 1).filter((id) => filter.class !== 'none' || !labels.has(id));
  const source = {
    ids: (filter: ImageFilter) => Promise.resolve(fitting(filter) as ImageId[]),
    page: (filter: ImageFilter, _: string, offset: number, limit: number) => {
      asked.push(`page ${offset}`);
      return Promise.resolve({
        total: fitting(filter).length,
        images: fitting(filter)
          .slice(offset, offset + limit)
          .map(summary),
      });
    },
    one: (id: ImageId) => {
      asked.push(`one ${id}`);
      return Promise.resolve(summary(id));
    },
  };
  const open = async (filter: ImageFilter = { class: 'none' }) => {
    const pages = new ImagePages(source, filter, 'added', {
      changed: () => {},
      failed: (error) => {
        throw error;
      },
    });
    await pages.load();
    return pages;
  };
  /** Labels images on the studio and on the pages. */
  const label = (pages: ImagePages, ids: number[]) => {
    for (const id of ids) labels.set(id, rust);
    pages.paint(new Map(ids.map((id) => [id as ImageId, rust])));
  };
  return { open, label, asked };
}

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

test('which images there are is known at once; what is known of each comes when it is needed, and once', async () => {
  const { open, asked } = studio(1000);
  const pages = await open();
  assert.deepEqual([pages.count, pages.at(0)?.id, pages.at(500)], [1000, 1, undefined]);
  await Promise.all([pages.need(480, 520), pages.need(500, 560)]);
  assert.equal(pages.at(500)?.id, 501);
  await pages.need(480, 520);
  assert.deepEqual(asked, ['page 0', 'page 400']);
});

test('an image that was labelled keeps its place among the unlabelled, and is counted as one that has left', async () => {
  const { open, label } = studio(10);
  const pages = await open();
  label(pages, [2, 3]);
  assert.deepEqual(
    [pages.count, pages.at(1)?.class, pages.hasLeft(pages.at(1)!), pages.hasLeft(pages.at(0)!), pages.leftBefore(10)],
    [10, rust, true, false, 2],
  );
});

test('later pages are found although images before them have left the filter', async () => {
  const { open, label, asked } = studio(3 * pageSize);
  const pages = await open();
  label(pages, numbers(1, 150));
  await pages.need(2 * pageSize, 3 * pageSize);
  assert.deepEqual(
    numbers(0, pageSize - 1).map((index) => pages.at(2 * pageSize + index)?.id),
    numbers(2 * pageSize + 1, 3 * pageSize),
  );
  assert.deepEqual(
    asked.filter((one) => one.startsWith('one')),
    [],
    'without asking for single images',
  );
});

test('images labelled before they were known are counted, and come with the painted label', async () => {
  const { open, label } = studio(3 * pageSize);
  const pages = await open();
  label(pages, numbers(1, 3 * pageSize));
  assert.equal(pages.leftBefore(pages.count), 3 * pageSize);
  await pages.need(2 * pageSize, 2 * pageSize + 1);
  assert.equal(pages.at(2 * pageSize)?.class, rust);
});

test('without a filter nothing leaves', async () => {
  const { open, label } = studio(10);
  const pages = await open({});
  label(pages, [1]);
  assert.equal(pages.leftBefore(10), 0);
});

test('a list in an order of its own is fetched by ids, page by page, whatever has been labelled', async () => {
  const { label } = studio(0);
  const ids = numbers(1, 3 * pageSize).toReversed() as ImageId[];
  const asked: number[] = [];
  const never = () => Promise.reject(new Error('it has no pages'));
  const pages = new ImagePages(
    {
      ids: () => Promise.resolve(ids),
      page: never,
      one: never,
      listed: (some) => {
        asked.push(some.length);
        return Promise.resolve(some.map((id) => ({ id, class: null, conflict: false }) as ImageSummary));
      },
    },
    { class: 'none' },
    'added',
    { changed: () => {}, failed: (error) => assert.fail(String(error)) },
  );
  await pages.load();
  label(pages, ids.slice(0, 20));
  await pages.need(2 * pageSize, 2 * pageSize + 1);
  assert.deepEqual([pages.at(0)?.id, pages.at(2 * pageSize)?.id, pages.at(pageSize)], [3 * pageSize, pageSize, undefined]);
  assert.deepEqual(asked, [pageSize, pageSize]);
});
