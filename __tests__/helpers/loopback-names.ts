/**
 * Loaded with `node --import`: the names of GitHub's hosts lead to this machine, where `startLocalGitHub` listens. All other names
 * are looked up as usual.
 */
import dns from 'node:dns';

const { lookup } = dns;

function lookupOnLoopback(name: string, ...others: readonly unknown[]): void {
  const isGitHub = name.endsWith('.githubusercontent.com') || name === 'api.github.com';
  Reflect.apply(lookup, dns, [isGitHub ? '127.0.0.1' : name, ...others]);
}

Object.assign(dns, { lookup: lookupOnLoopback });
