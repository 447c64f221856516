import type { ClassSummary, ImageId, ImageSummary, Project } from '../../../engine/contract/index.ts';
import type { GridEvents, GridSource } from '../../parts/pictures/image-tile.ts';
import { thumbnailPage, thumbnailUrl } from '../../studio.ts';
import { ImageList } from './image-list.svelte.ts';
import type { ImageOrder } from './image-pages.ts';
import { Thumbnails } from './thumbnails.ts';
import { openProject } from '../app/project.svelte.ts';
import {
  actedOn,
  carryOver,
  extendTo,
  nothingSelected,
  selectAll,
  selectBox,
  selectNone,
  selectOnly,
  toggle,
  type Selection,
} from './selection.ts';
import type { ImageFilter } from '../../../engine/contract/index.ts';

const rememberedTile = 'graft.tile';
export const tileSizes = { least: 96, most: 320, usual: 150 };

/** The images of a screen, their selection and the tile size. */
export class ImageBrowser {
  readonly list: ImageList;
  selection = $state.raw<Selection>(nothingSelected);
  private tileSize = $state(Number(localStorage.getItem(rememberedTile)) || tileSizes.usual);
  private boxBegan: Selection = nothingSelected;
  private readonly projectId: Project['id'];
  private readonly thumbnails: Thumbnails<ImageBitmap>;
  private readonly classes = $derived(openProject.current?.classes ?? []);

  constructor(project: Project) {
    this.projectId = project.id;
    this.list = new ImageList(project.id);
    this.thumbnails = new Thumbnails({
      page: (images, areMade) => thumbnailPage(project.id, images, areMade),
      decode: (file) => createImageBitmap(file),
    });
  }

  get tile(): number {
    return this.tileSize;
  }

  set tile(size: number) {
    this.tileSize = Math.min(tileSizes.most, Math.max(tileSizes.least, size));
    localStorage.setItem(rememberedTile, String(this.tileSize));
  }

  /** The image with the keyboard focus. */
  get focused(): ImageSummary | undefined {
    return this.selection.focus === null ? undefined : this.list.at(this.selection.focus);
  }

  get actedOn(): ImageId[] {
    return actedOn(this.selection, this.list.ids);
  }

  /** Shows other images; selected ones among them stay selected. */
  async show(filter: ImageFilter, order: ImageOrder, similarTo: readonly ImageId[] = []): Promise<void> {
    const before = this.list.ids;
    await this.list.show(filter, order, similarTo);
    this.selection = carryOver(this.selection, before, this.list.ids);
  }

  async refresh(): Promise<void> {
    const before = this.list.ids;
    await this.list.refresh();
    this.selection = carryOver(this.selection, before, this.list.ids);
  }

  classOf(id: ClassSummary['id']): ClassSummary | undefined {
    return this.classes.find((one) => one.id === id);
  }

  /** The source of the grid. @param isPending painted, but not acknowledged yet. */
  source(isPending: (id: ImageId) => boolean = () => false): GridSource {
    const { list, projectId, thumbnails } = this;
    const selected = (id: ImageId): boolean => this.selection.ids.has(id);
    return {
      get count() {
        return list.count;
      },
      at: (index) => list.at(index),
      need: (from, to) => {
        void list.need(from, to);
      },
      expect: (from, to) => {
        const [step, count] = [from <= to ? 1 : -1, Math.abs(to - from) + 1];
        void list.need(Math.min(from, to), Math.max(from, to) + 1);
        const next = Array.from({ length: count }, (_, at) => list.at(from + step * at)).filter((image) => image !== undefined);
        thumbnails.expect(next.map((image) => ({ id: image.id, address: thumbnailUrl(projectId, image) })));
      },
      address: (image) => thumbnailUrl(projectId, image),
      thumbnail: (id, address, show) => thumbnails.show({ id, address }, show),
      classOf: (id) => this.classOf(id),
      isSelected: selected,
      isPending,
      similarity: (id) => list.similarityOf(id),
      isLeaving: (image) => list.hasLeft(image),
    };
  }

  events(open: (index: number) => void): GridEvents {
    return {
      pick: (index, how) => {
        this.pick(index, how);
      },
      move: (index, extend) => {
        this.pick(index, { toggle: false, extend });
      },
      box: (indexes, phase, add) => {
        if (phase === 'start') this.boxBegan = add ? this.selection : nothingSelected;
        else this.selection = selectBox(this.list.ids, indexes, this.boxBegan);
      },
      open,
      clear: () => {
        this.selectNone();
      },
    };
  }

  selectAll(): void {
    this.selection = selectAll(this.selection, this.list.ids);
  }

  selectNone(): void {
    this.selection = selectNone(this.selection);
  }

  /** Selects the images at these indices; `add`: in addition to those selected before. */
  selectThese(indexes: readonly number[], add: boolean): void {
    this.selection = selectBox(this.list.ids, indexes, add ? this.selection : nothingSelected);
  }

  /** Focuses an image and leaves the selection as it is. */
  look(index: number): void {
    this.selection = { ...this.selection, focus: index };
    void this.list.need(index, index + 1);
  }

  /** Focuses an image and selects only it. */
  go(index: number): void {
    if (index >= 0 && index < this.list.count) this.selection = selectOnly(this.list.ids, index);
  }

  private pick(index: number, how: { toggle: boolean; extend: boolean }): void {
    const { ids } = this.list;
    if (how.extend) this.selection = extendTo(this.selection, ids, index);
    else this.selection = how.toggle ? toggle(this.selection, ids, index) : selectOnly(ids, index);
  }
}
