import type { Applications } from '../entra/graph/applications.ts';
import type { LastUses } from '../plan/retirement.ts';
import { toActionErrors } from '../shared/action-error.ts';
import type { Services } from './context.ts';
import { formatLastUseUnknown } from './messages.ts';

/**
 * How long reading the last uses may take, and how much longer Microsoft Graph may make it wait, in milliseconds: a run can do
 * without them.
 */
const time = { budget: 10_000, retryAfterAllowance: 30_000 };

/**
 * Reads when the secrets of an application were last used. When that fails, the run goes on without, and a warning says so.
 *
 * @returns undefined when that is not known
 */
export async function readLastUses(
  applications: Applications,
  applicationId: string,
  { budget, log }: Pick<Services, 'budget' | 'log'>,
): Promise<LastUses | undefined> {
  try {
    const part = budget.createPart(time.budget, time.retryAfterAllowance);
    return await applications.readLastUses(applicationId, part);
  } catch (error) {
    log.warning(toActionErrors(error).map(formatLastUseUnknown).join('\n'));
    return undefined;
  }
}
