import { z } from 'zod';

// zod would otherwise compile its checks with `new Function`, which the page's content security policy blocks and reports. Must run before
// any schema is created, so it is imported first wherever schemas are.
z.config({ jitless: true });
