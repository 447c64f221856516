import { testMeasures } from './small.ts';

// Measures of endurance.
testMeasures('L', 'T');
