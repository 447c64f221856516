import { testMeasures } from './small.ts';

testMeasures('R');
