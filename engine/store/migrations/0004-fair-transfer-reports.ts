import type { Migration } from './migration.ts';

/**
 * What reports need to compare transfer with the best alternative without it. Existing reports are of edition 1: their networks without
 * transfer were trained too briefly, did not record their validation scores, and count as not finished.
 */
export const fairTransferReports: Migration = {
  version: 4,
  name: 'fair-transfer-reports',
  sql: `
    ALTER TABLE reports ADD COLUMN edition INTEGER NOT NULL DEFAULT 1;
    ALTER TABLE report_points ADD COLUMN validation_score REAL;
    ALTER TABLE report_points ADD COLUMN finished INTEGER NOT NULL DEFAULT 1 CHECK (finished IN (0, 1));
    UPDATE report_points SET arm = 'colour-texture' WHERE arm = 'baseline';
    UPDATE report_points SET finished = 0 WHERE arm IN ('scratch', 'fine-tune');
  `,
};
