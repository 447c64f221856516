import { onConnection } from '../../studio.ts';

/** Whether the studio process answers. `null` until that is known. */
class Connection {
  reachable = $state<boolean | null>(null);

  constructor() {
    onConnection((reachable) => {
      this.reachable = reachable;
    });
  }
}

export const connection = new Connection();
