import { z } from 'zod';

// zod would otherwise build its checkers with `new Function`, which the page's content security policy refuses and reports.
// This must run before any schema is made, so it is imported first wherever schemas are.
z.config({ jitless: true });
