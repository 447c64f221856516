/** When and with what a picture was taken, as far as its file says. */
export interface Capture {
  /** By the clock of the camera, as milliseconds since 1970 as if that clock showed UTC; null if the file gives no valid time. */
  readonly takenAt: number | null;
  /** Maker, model and serial number of the camera; null if the file gives none. */
  readonly camera: string | null;
}

export const unknownCapture: Capture = { takenAt: null, camera: null };
