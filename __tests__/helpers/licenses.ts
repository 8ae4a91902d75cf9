import spdxSatisfies from 'spdx-satisfies';

/** The licences under which code may be in dist: they ask only for their own text and a notice of the copyright. */
const allowedLicenses = ['0BSD', 'Apache-2.0', 'BSD-3-Clause', 'ISC', 'MIT'];

/** Whether the licence of a package, an SPDX expression, allows to ship its code. What is not SPDX does not. */
export function isAllowedLicense(expression: string): boolean {
  try {
    return spdxSatisfies(expression, allowedLicenses);
  } catch {
    return false;
  }
}
