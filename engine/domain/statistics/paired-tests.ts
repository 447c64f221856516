/** Significance level: a smaller p counts as different from chance. */
export const significant = 0.05;
