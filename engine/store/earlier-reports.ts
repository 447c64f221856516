import type { ReportPlan } from '../contract/index.ts';
import { networkArms, type ArmFigures, type ArmName, type TransferFigures } from '../domain/report/transfer-benefit.ts';

/** The edition of new reports. In edition 1 networks without transfer were trained too briefly. */
export const edition = 2;

type EarlierArm = Exclude<ArmName, 'small-network' | 'colour-texture' | 'raw-pixels' | 'largest-class'> | 'baseline';

/** The plan of a report of edition 1, as it was stored. */
export interface EarlierPlan extends Omit<ReportPlan, 'arms' | 'mostPasses' | 'scratchLeftOut'> {
  readonly headSeeds: number;
  readonly scratchSeeds: number;
  readonly fineTuneSeeds: number;
  readonly fineTuneSizes: readonly number[];
  readonly imagePasses: number;
}
/** The figures of a report of edition 1. Its claims about transfer stay stored but are no longer read. */
export interface EarlierFigures {
  readonly forecast: TransferFigures['forecast'];
  readonly arms: readonly {
    readonly arm: EarlierArm;
    readonly points: readonly Omit<ArmFigures['points'][number], 'validationScore' | 'unfinished'>[];
  }[];
}

export function planOfEarlier({ headSeeds, scratchSeeds, fineTuneSeeds, fineTuneSizes, imagePasses, ...kept }: EarlierPlan): ReportPlan {
  const arms: ReportPlan['arms'] = [
    { arm: 'transfer', sizes: kept.sizes, seeds: headSeeds },
    { arm: 'fine-tune', sizes: [...fineTuneSizes], seeds: fineTuneSeeds },
    { arm: 'scratch', sizes: kept.sizes, seeds: scratchSeeds },
    { arm: 'random-frozen', sizes: kept.sizes, seeds: headSeeds },
    { arm: 'colour-texture', sizes: kept.sizes, seeds: headSeeds },
  ];
  return {
    ...kept,
    arms: arms.filter(({ sizes, seeds }) => sizes.length > 0 && seeds > 0),
    mostPasses: { smallNetwork: 0, scratch: imagePasses, fineTune: imagePasses },
    scratchLeftOut: null,
  };
}

/** The curves and the forecast. All seeds of its networks count as not finished. */
export function figuresOfEarlier({ arms, forecast }: EarlierFigures): TransferFigures {
  const read = arms.map(({ arm, points }): ArmFigures => {
    const name = arm === 'baseline' ? 'colour-texture' : arm;
    return {
      arm: name,
      points: points.map((point) => ({ ...point, validationScore: null, unfinished: networkArms.includes(name) ? point.seeds : 0 })),
    };
  });
  return { arms: read, verdict: null, area: null, stepsRatio: null, forecast };
}
