#!/usr/bin/env bash
# Sets up what a workflow needs to renew Exalate's client secret: an identity in Microsoft Entra ID that it logs in as, and two
# variables of its repository. Then it prints the workflow. docs/setup.md explains each part. The script handles no secret.
# shellcheck source-path=SCRIPTDIR
set -euo pipefail
if [ "${BASH_VERSINFO[0]}" -lt 5 ]; then
  echo "Error: this bash is too old ($BASH_VERSION): 5.0 or newer is needed." >&2
  echo 'To fix: use Azure Cloud Shell (Bash), https://shell.azure.com, which has everything that the script needs.' >&2
  exit 1
fi
shopt -s inherit_errexit

here=$(CDPATH='' cd -- "$(dirname "${BASH_SOURCE[0]}")" && pwd)
if ! [[ -d $here/lib && -d $here/../examples ]]; then
  echo 'Error: setup.sh needs the other files of its repository.' >&2
  echo 'To fix: clone the repository of the action, and run setup/setup.sh there.' >&2
  exit 1
fi
# shellcheck source=lib/services.sh
source "$here/lib/services.sh"
# shellcheck source=lib/checks.sh
source "$here/lib/checks.sh"
# shellcheck source=lib/look.sh
source "$here/lib/look.sh"
# shellcheck source=lib/steps.sh
source "$here/lib/steps.sh"
# shellcheck source=lib/remove.sh
source "$here/lib/remove.sh"
# shellcheck source=lib/workflow.sh
source "$here/lib/workflow.sh"

# The options
repository='' branch='' name='' cloud='' key_vault_secret='' repository_secret='' dry_run=no remove=no
applications=() environments=() recipients=() permissions=(Application.ReadWrite.OwnedBy)
github_host=${GH_HOST:-github.com}

# What the checks find
graph_url='' audience='' vault_domain='' tenant_id='' account='' account_type='' default_branch='' issuer=''
# What exists already. A list has one row per line; the fields of a row are separated by tabs.
application_ids=() application_objects=() application_names=()
object_id='' client_id='' principal_id='' passwords=0 credentials='' assignments='' owned='' graph_principal_id=''
# The tags of the workload identity: those that record what this script created, and the others as JSON
recorded='' other_tags='[]'
declare -A role_ids=() variables=() credential_names=()
# What is needed, and which parts of it are missing
subjects=() planned=() phase=plan

usage() {
  cat <<'USAGE'
Usage: setup.sh --repository OWNER/NAME --application NAME-OR-ID [OPTION…] > exalate-secret.yml

Creates what is missing, and prints the workflow to commit. A second run changes nothing.
Needs Azure CLI 2.45 and GitHub CLI 2.23 or newer, both signed in, and bash 5.

  --repository OWNER/NAME   the repository of the workflow
  --application NAME-OR-ID  Exalate's app registration. Repeat it for several: then a workflow is printed for each
  --branch NAME             a branch whose workflows may log in; default: the default branch, unless --environment is given
  --environment NAME        an environment whose jobs may log in. Can be repeated; the printed workflow uses the first one
  --name NAME-OR-ID         the workload identity, which the workflow logs in as; default: exalate-secret-rotation
  --cloud NAME              public (default), us-government, us-government-dod or china
  --last-use                also grants AuditLog.Read.All: runs read when a client secret was last used
  --policy                  also grants Policy.Read.All: runs read the policies for client secrets

Where the printed workflow stores the value; default: the Key Vault secret in the repository variable EXALATE_KEY_VAULT_SECRET
  --key-vault-secret URL    https://VAULT.vault.azure.net/secrets/NAME
  --encrypt-to RECIPIENT    a file, encrypted to this age recipient (age1…). Can be repeated
  --repository-secret NAME  a secret of the repository

  --dry-run                 shows what would be done, and changes nothing
  --remove                  removes everything that this script created for the workload identity (--name), and nothing else
  --help                    shows this text
USAGE
}

parse_options() {
  while [ $# -gt 0 ]; do
    case $1 in
      --dry-run) dry_run=yes ;;
      --remove) remove=yes ;;
      --last-use) permissions+=(AuditLog.Read.All) ;;
      --policy) permissions+=(Policy.Read.All) ;;
      --help) usage && exit ;;
      --repository | --application | --branch | --environment | --name | --cloud | --key-vault-secret | --encrypt-to | --repository-secret)
        [[ $# -gt 1 && -n $2 && $2 != --* ]] || fail "The option $1 has no value." 'To fix: add a value. setup.sh --help describes each option.'
        set_option "$1" "$2"
        shift
        ;;
      *) fail "There is no option $1." 'To fix: setup.sh --help lists all options.' ;;
    esac
    shift
  done
  name=${name:-exalate-secret-rotation}
  cloud=${cloud:-public}
  if [ "$remove" = yes ]; then
    [[ -z $repository$branch && ${#applications[@]} -eq 0 && ${#environments[@]} -eq 0 ]] ||
      fail '--remove removes everything that was created for the workload identity, not only what belongs to one repository, application, branch or environment.' \
        'To fix: leave out these options. --name names the workload identity.'
    return
  fi
  [ -n "$repository" ] || fail 'The option --repository is missing.' 'To fix: add --repository OWNER/NAME.'
  [ ${#applications[@]} -gt 0 ] || fail 'The option --application is missing.' "To fix: add --application with the name of Exalate's app registration."
  check_combinations
}

# Refuses a value that could break out of JSON, YAML or a path.
set_option() {
  local option=$1 value=$2 shown=": $2" form='^[^[:cntrl:]"\\]{1,250}$' remedy='correct it. setup.sh --help describes each option.'
  case $option in
    --repository) form='^[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+$' ;;
    --branch) form='^[^][:cntrl:][:space:]:?*~^\"]+$' ;;
    --cloud) form='^(public|us-government|us-government-dod|china)$' ;;
    --key-vault-secret)
      form='^https://[A-Za-z0-9-]+\.vault\.[a-z.]+/secrets/[A-Za-z0-9-]{1,127}$'
      remedy='use the form https://VAULT.vault.azure.net/secrets/NAME, without a version. NAME can have letters, digits and hyphens.'
      ;;
    --encrypt-to) form='^age1[0-9a-z]+$' remedy='use the recipient, which begins with age1, never the private key.' shown='' ;;
    --repository-secret) form='^[A-Za-z_][A-Za-z0-9_]*$' ;;
  esac
  [[ $value =~ $form ]] || fail "The value of $option is not valid$shown" "To fix: $remedy"
  case $option in
    --application) applications+=("$value") ;;
    --environment) environments+=("$value") ;;
    --encrypt-to) recipients+=("$value") ;;
    *)
      local variable=${option#--}
      variable=${variable//-/_}
      [ -z "${!variable}" ] || fail "The option $option was given twice." 'To fix: give it once.'
      printf -v "$variable" %s "$value"
      ;;
  esac
}

check_combinations() {
  local destinations=0
  # What the script creates is recorded in tags of the app registration, whose manifest has at most 1,200 entries.
  [ ${#applications[@]} -le 1000 ] ||
    fail "${#applications[@]} applications are too many for one workload identity that this script sets up: 1000 at most." 'To fix: run the script for each 1000 applications, with another --name.'
  [ -z "$key_vault_secret" ] || destinations=$((destinations + 1))
  [ -z "$repository_secret" ] || destinations=$((destinations + 1))
  [ ${#applications[@]} -eq 1 ] || [ $destinations -eq 0 ] ||
    fail 'Several applications cannot share one secret as their destination.' 'To fix: run the script once for each --application.'
  [ ${#recipients[@]} -eq 0 ] || destinations=$((destinations + 1))
  [ $destinations -le 1 ] || fail 'The printed workflow can have only one destination.' 'To fix: leave out all but one of --key-vault-secret, --encrypt-to and --repository-secret.'
  [[ $cloud = public || ${permissions[*]} != *AuditLog* ]] || fail '--last-use works only in the public cloud.' 'To fix: leave out --last-use.'
}

main() {
  parse_options "$@"
  check_tools
  check_azure
  if [ $remove = yes ]; then
    look_for_identity
    look_for_rights
    look_for_permissions
    check_repositories_of_record
    read -r -a planned <<<"$recorded"
    check_roles
    remove_everything
    return
  fi
  check_repository "$repository"
  look_for_subjects
  look_for_applications
  look_for_identity
  look_for_variables
  refuse_stranger
  look_for_rights
  look_for_permissions
  steps
  check_roles
  if [[ $dry_run = no && -n $object_id ]]; then record; fi
  phase=act
  steps
  print_conclusion
  print_what_is_left
  print_workflows
}

main "$@"
