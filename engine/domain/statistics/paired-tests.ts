/** A p below it is told apart from chance. */
export const significant = 0.05;
