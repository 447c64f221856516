import type { TransferPoint } from '../../domain/report/transfer-benefit.ts';

/** What one training of an arm gives: what it says of the test images, and how it got there. */
export type ArmAnswer = Pick<TransferPoint, 'finished' | 'imagePasses' | 'trials' | 'curve'> & { readonly predicted: number[]; readonly validationScore: number };
