// Prints the SBOM of dist/.
import { createSbom } from '../../dist/sbom.ts';

process.stdout.write(createSbom(process.cwd()));
