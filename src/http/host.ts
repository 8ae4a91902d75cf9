const hostName = /^[\w.-]+(:\d+)?$/;

/** The host of a URL that a server sent, safe to print; undefined when it has none. */
export function formatHost(url = ''): string | undefined {
  const host = URL.parse(url)?.host;
  return host !== undefined && hostName.test(host) ? host : undefined;
}
