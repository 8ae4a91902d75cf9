import spdxSatisfies from 'spdx-satisfies';

/** The licences of code in dist: they require only the text of the licence and the copyright notice. */
const allowedLicenses = ['0BSD', 'Apache-2.0', 'BSD-3-Clause', 'ISC', 'MIT'];

/** Whether the licence of a package, an SPDX expression, allows us to ship its code. Any other text does not. */
export function isAllowedLicense(expression: string): boolean {
  try {
    return spdxSatisfies(expression, allowedLicenses);
  } catch {
    return false;
  }
}
