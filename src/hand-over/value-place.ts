import { formatShowVaultSecretCommand, quoteIfNeeded, withCloud } from '../azure/az-commands.ts';
import type { Cloud } from '../azure/cloud.ts';
import { formatCode, formatCodeBlock, formatLink } from './markdown.ts';
import { formatRunLink, formatWorkflowUrl, type Workflow } from './workflow.ts';

/** A destination that holds the value, and how a person gets the value from it. */
export type ValuePlace =
  | {
      readonly kind: 'key-vault-secret';
      /** `https://VAULT.vault.azure.net` */
      readonly vault: string;
      readonly name: string;
      /** Its page in the Azure portal. */
      readonly url: string;
    }
  | { readonly kind: 'encrypted-file'; readonly path: string }
  | { readonly kind: 'step-output' }
  /** A GitHub secret: no person can read it. */
  | { readonly kind: 'unreadable'; readonly label: string };

/** What the text of an issue depends on besides the secret. */
export interface Surroundings {
  readonly cloud: Cloud;
  readonly workflow: Workflow;
}

/** What the text about a value depends on. */
interface ValueSource extends Surroundings {
  /** The run that added the secret; undefined when its description does not say. */
  readonly run: { readonly id: number; readonly attempt: number } | undefined;
}

/** The most GitHub secrets that an issue lists. */
const maxListed = 20;

/** Describes where the value is and how to get it: Markdown blocks, those that a person can read first. */
export function formatPlaces(places: readonly ValuePlace[], source: ValueSource): readonly string[] {
  const unreadable = places.flatMap((place) => (place.kind === 'unreadable' ? [place.label] : []));
  return [...places.flatMap((place) => formatPlace(place, source)), ...formatUnreadable(unreadable)];
}

function formatPlace(place: ValuePlace, { cloud, workflow, run }: ValueSource): readonly string[] {
  const runLink = run === undefined ? 'the run that added the client secret' : formatRunLink(workflow, run);
  switch (place.kind) {
    case 'key-vault-secret': {
      const { vault, name, url } = place;
      const vaultName = new URL(vault).hostname.replace(/\..*$/, '');
      return [
        `**Azure Key Vault:** the value is the newest version of the secret ${formatLink(formatCode(name), url)} in the vault ${formatCode(vaultName)}. The tag \`key-id\` of this version is the key ID above. In the portal, open the version and choose _Show Secret Value_, or run the command below${cloud.name === 'public' ? ' in Azure Cloud Shell (Bash)' : ''}. You need the role _Key Vault Secrets User_; in a vault with access policies, the secret permissions _Get_ and _List_.`,
        formatCodeBlock('bash', withCloud(cloud, [formatShowVaultSecretCommand(vaultName, name)])),
      ];
    }
    case 'encrypted-file': {
      const file = place.path.replace(/^.*[/\\]/s, '');
      return [
        `**Encrypted file:** ${runLink} wrote the value to ${formatCode(file)}. Download the artifact with this file from the page of the run, unpack it, and decrypt the file with your age identity, here \`key.txt\`:`,
        formatCodeBlock('bash', [`age --decrypt --identity key.txt ${quoteIfNeeded(file)}`]),
        `If the run has no such artifact, or it has expired, the value is lost. Then start ${formatLink('the workflow', formatWorkflowUrl(workflow))} by hand and select \`renew-now\`; if the workflow does not have that input, remove \`renew-within\` for one run. The run adds another client secret, opens an issue for it, and closes this one.`,
      ];
    }
    case 'step-output':
      return [
        `**Step output:** the value was the step output \`client-secret\` in ${runLink}. A later step of that job passes it on; the file of the workflow shows where to.`,
      ];
    case 'unreadable':
      return [];
  }
}

function formatUnreadable(labels: readonly string[]): readonly string[] {
  if (labels.length === 0) return [];
  const more = labels.length > maxListed ? [`and ${labels.length - maxListed} more`] : [];
  const listed = [...labels.slice(0, maxListed).map(formatCode), ...more].join(', ');
  return [`The value is also in ${listed}. No person can read it there.`];
}
