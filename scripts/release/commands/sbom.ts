// Prints the list of the packages in dist/ (SBOM).
import { createSbom } from '../../dist/sbom.ts';

process.stdout.write(createSbom(process.cwd()));
