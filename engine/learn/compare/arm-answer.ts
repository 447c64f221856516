import type { TransferPoint } from '../../domain/report/transfer-benefit.ts';

/** The result of one training of an arm: its predictions for the test images and how the training went. */
export type ArmAnswer = Pick<TransferPoint, 'finished' | 'imagePasses' | 'trials' | 'curve'> & {
  readonly predicted: number[];
  readonly validationScore: number;
};
