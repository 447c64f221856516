import type { PictureWindow } from '../../../engine/domain/models/picture-window.ts';

/** The brightness window that a user wants: one per image, one for all that fits them, or this one. */
export type WindowWish = 'own' | 'shared' | PictureWindow;
