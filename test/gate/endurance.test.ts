import { testMeasures } from './small.ts';

// What goes on for long.
testMeasures('L', 'T');
