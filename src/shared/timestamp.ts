/** RFC 3339 in UTC with whole seconds, the precision of Microsoft Entra ID: `2028-11-22T00:00:00Z`. */
export function formatTimestamp(moment: Date): string {
  return moment.toISOString().replace(/\.\d+Z$/, 'Z');
}

/** The day in UTC: `2028-11-22`. */
export function formatDay(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}
