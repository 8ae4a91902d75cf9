# shellcheck shell=bash
# Takes back what this script created: the tags of the workload identity name it. What is not there any more is no error.

remove_everything() {
  local tag kept
  if [ -z "$object_id" ]; then
    say 'not there' "app registration $name"
    return
  fi
  [ -n "$recorded" ] || say 'unchanged' "app registration $name: it has nothing that this script created"
  for tag in $recorded; do remove_part "${tag#exalate-setup:}"; done
  kept=$(list_kept)
  remove_identity "$kept"
}

# Everything is removed from the outside to the inside: the record is in the app registration, which goes last.
remove_part() {
  local id=${1##*:}
  case $1 in
    variable:*) remove_variable "${1#variable:}" ;;
    owner:*) remove_from "$owned" "ownership of the application $id" "$id" "applications/ID/owners/$principal_id/\$ref" ;;
    role:*) remove_from "$assignments" "permission $(name_permission "$id")" "$id" "servicePrincipals/$principal_id/appRoleAssignments/ID" ;;
    credential:*) remove_from "$credentials" "federated credential $id" "$id" "applications/$object_id/federatedIdentityCredentials/ID" ;;
  esac
}

# remove_from ROWS TEXT KEY PATH: the rows begin with a key and an ID, which replaces ID in the path
remove_from() {
  local key id rest
  while IFS=$'\t' read -r key id rest; do
    [ "$key" != "$3" ] || delete "$2" "${4/ID/$id}"
    [ "$key" != "$3" ] || return 0
  done <<<"$1"
  say 'not there' "$2"
}

delete() {
  if [ "$dry_run" = yes ]; then
    say 'would remove' "$1"
  else
    graph DELETE "$2" >/dev/null
    say removed "$1"
  fi
}

# remove_variable REPOSITORY:NAME
remove_variable() {
  local of=${1%:*} variable=${1##*:} expected=$tenant_id present
  [ "$variable" = AZURE_TENANT_ID ] || expected=$client_id
  present=$(github "repos/$of/actions/variables/$variable" --jq .value) || unless_missing $?
  case $present in
    '') say 'not there' "variable $variable of $of" ;;
    "$expected")
      [ "$dry_run" = yes ] || github --method DELETE --silent "repos/$of/actions/variables/$variable" || unless_missing $?
      say "$([ "$dry_run" = yes ] && echo 'would remove' || echo removed)" "variable $variable of $of"
      ;;
    *) say kept "variable $variable of $of: somebody has changed its value to $present" ;;
  esac
}

# What the identity has that this script did not create
list_kept() {
  local key id rest
  [ "$passwords" -eq 0 ] || echo 'it has client secrets or certificates'
  while IFS=$'\t' read -r key id rest; do
    [[ -z $key || " $recorded " = *" exalate-setup:credential:$key "* ]] || echo "it has the federated credential $key"
  done <<<"$credentials"
  while IFS=$'\t' read -r key id rest; do
    [[ -z $key || " $recorded " = *" exalate-setup:role:$key "* ]] || echo "it has the permission $(name_permission "$key") on $rest"
  done <<<"$assignments"
  while IFS=$'\t' read -r key id rest; do
    [[ -z $key || " $recorded " = *" exalate-setup:owner:$key "* ]] || echo "it owns the application $rest ($key)"
  done <<<"$owned"
}

# remove_identity KEPT: as much of the record stays as there is left to remove
remove_identity() {
  local reason left=()
  if [ -n "$1" ]; then
    while read -r reason; do say kept "app registration $name: $reason, which this script did not create"; done <<<"$1"
    [[ " $recorded " != *' exalate-setup:identity '* ]] || left+=(exalate-setup:identity)
    [[ " $recorded " != *' exalate-setup:principal '* ]] || left+=(exalate-setup:principal)
  elif [[ " $recorded " = *' exalate-setup:identity '* ]]; then
    delete "app registration $name, with its service principal" "applications/$object_id"
    return
  elif [[ -n $principal_id && " $recorded " = *' exalate-setup:principal '* ]]; then
    delete "service principal of $name" "servicePrincipals/$principal_id"
  fi
  if [[ -n $recorded && $dry_run = no ]]; then graph PATCH "applications/$object_id" --body "{\"tags\": $(format_tags "${left[@]}")}" >&2; fi
}
