import { testMeasures } from './small.ts';

// What comes in from outside.
testMeasures('B');
