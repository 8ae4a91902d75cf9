# shellcheck shell=bash
# Functions for the shell in which tests run printed commands.

# Debian's azure-cli 2.45 has two faults of its packaging: every `az keyvault secret` needs the Python module azure.keyvault.v7_0,
# which no package has, and `az role assignment create` needs an older azure-mgmt-authorization. The functions below take the
# options that the action and its documents print, refuse all others, and send the same requests with `az rest`.
az() {
  case "${1-} ${2-} ${3-}" in
    # It would open a browser.
    'login --allow-no-subscriptions ') command az "$@" "${SESSION_LOGIN[@]}" ;;
    'keyvault secret '*) keyvault_secret "${@:3}" ;;
    'role assignment create') assign_role "${@:4}" ;;
    *) command az "$@" ;;
  esac
}

gh() {
  case "${1-} ${2-}" in
    'auth login') command gh "$@" --with-token <<< "$SESSION_TOKEN" ;;
    *) command gh "$@" ;;
  esac
}

# Makes what a workflow would make: a file that it encrypted to the new recipient.
age-keygen() {
  command age-keygen "$@"
  if [ "${1-}" = -o ]; then
    echo 'the value' | age --armor --recipient "$(command age-keygen -y "$2")" --output exalate-secret.age
  fi
}

keyvault_secret() {
  local verb="$1" vault='' name='' value='' method=GET path='secrets' end='' rest=()
  shift
  while [ $# -gt 0 ]; do
    case "$1" in
      --vault-name) vault="$2" ;;
      --name) name="$2" ;;
      --value) value="$2" ;;
      --query | --output) rest+=("$1" "$2") ;;
      *) unknown_option "$1" || return ;;
    esac
    shift 2
  done
  require_options --vault-name "$vault" --name "$name" || return
  case "$verb" in
    show) ;;
    set)
      method=PUT
      rest+=(--body "$(jq --null-input --arg value "$value" '{ value: $value }')")
      ;;
    delete) method=DELETE ;;
    recover) method=POST path=deletedsecrets end=/recover ;;
    purge) method=DELETE path=deletedsecrets ;;
    *) unknown_option "$verb" || return ;;
  esac
  command az rest --resource https://vault.azure.net --method "$method" \
    --url "https://$vault.vault.azure.net/$path/$name$end?api-version=7.4" "${rest[@]}"
}

assign_role() {
  local role='' assignee='' scope='' rest=() definition principal type arm=https://management.azure.com
  local graph=https://graph.microsoft.com/v1.0
  while [ $# -gt 0 ]; do
    case "$1" in
      --role) role="$2" ;;
      --assignee) assignee="$2" ;;
      --scope) scope="$2" ;;
      --query | --output) rest+=("$1" "$2") ;;
      *) unknown_option "$1" || return ;;
    esac
    shift 2
  done
  require_options --role "$role" --assignee "$assignee" --scope "$scope" || return
  definition="$(command az rest --url "$arm$scope/providers/Microsoft.Authorization/roleDefinitions?api-version=2022-04-01&\$filter=roleName eq '$role'" \
    --query 'value[0].id' --output tsv)" || return
  case "$assignee" in
    *@*)
      type=User
      principal="$(command az rest --url "$graph/users?\$filter=userPrincipalName eq '$assignee'" --query 'value[0].id' --output tsv)" || return
      ;;
    *)
      type=ServicePrincipal
      principal="$(command az ad sp show --id "$assignee" --query id --output tsv)" || return
      ;;
  esac
  command az rest --method PUT \
    --url "$arm$scope/providers/Microsoft.Authorization/roleAssignments/$(cat /proc/sys/kernel/random/uuid)?api-version=2022-04-01" \
    --body "{\"properties\":{\"roleDefinitionId\":\"$definition\",\"principalId\":\"$principal\",\"principalType\":\"$type\"}}" "${rest[@]}"
}

unknown_option() {
  echo "unrecognized arguments: $1" >&2
  return 2
}

# Takes pairs of an option and its value.
require_options() {
  while [ $# -gt 0 ]; do
    if [ -z "$2" ]; then
      echo "the following arguments are required: $1" >&2
      return 2
    fi
    shift 2
  done
}
