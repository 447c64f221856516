import { testMeasures } from './small.ts';

// Measures of input from outside.
testMeasures('B');
