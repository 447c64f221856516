/** A p below it is told apart from chance. */
export const significant = 0.05;

/** Seeds that the arms of a report usually get. */
export const fewestPairs = 6;
