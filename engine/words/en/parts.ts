/** Words of the shared parts: buttons of dialogs, failures, grids, the folder picker. */
export const parts = {
  close: 'Close',
  cancel: 'Cancel',
  dismiss: 'Dismiss',
  more: 'More',
  tryAgain: 'Try again',
  failure: { safe: 'What is safe', next: 'What to do' },
  notices: 'Messages',
  required: 'Needed',
  progress: {
    of: (done: string, total: string) => `${done} of ${total}`,
    left: (duration: string) => `about ${duration} left`,
  },
};
