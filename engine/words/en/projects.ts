/** Words of the screen Projects. */
export const projects = {
  title: 'Projects',
};
