import type { FaultRule } from '../../sandbox/network/faults.ts';

/** Microsoft Graph refuses to remove client secrets, as it does when the workload identity may not change the application. */
export const refusedRemoval: FaultRule = {
  when: { path: /removePassword$/ },
  fault: {
    kind: 'answer',
    status: 403,
    headers: { 'content-type': 'application/json' },
    body: {
      error: {
        code: 'Authorization_RequestDenied',
        message: 'Insufficient privileges to complete the operation.',
      },
    },
  },
  times: Infinity,
};
