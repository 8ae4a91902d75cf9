/** RFC 3339 in UTC and whole seconds, as Entra keeps it: `2028-11-22T00:00:00Z`. */
export function formatTimestamp(moment: Date): string {
  return moment.toISOString().replace(/\.\d+Z$/, 'Z');
}
