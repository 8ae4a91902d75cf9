# shellcheck shell=bash
# Creates what a workflow needs, as far as it is missing

# Everything that a workflow needs. In the phase `plan` this notes what is missing, in the phase `act` it creates that.
steps() {
  local subject permission index variable
  ensure identity "app registration $name" "$(is_set "$object_id")" create_identity
  ensure principal "service principal of $name" "$(is_set "$principal_id")" create_principal
  for subject in "${subjects[@]}"; do
    find_credential "$subject"
    ensure "credential:$credential" "federated credential for the subject $subject" "$(is_set "$credential_there")" create_credential "$subject"
  done
  for permission in "${permissions[@]}"; do
    ensure "role:${role_ids[$permission]:?}" "permission $permission, with admin consent" "$(has_row "$assignments" "${role_ids[$permission]}")" grant "$permission"
  done
  for index in "${!application_ids[@]}"; do
    ensure "owner:${application_ids[index]}" "ownership of ${application_names[index]} (${application_ids[index]})" "$(has_row "$owned" "${application_ids[index]}")" add_owner "${application_objects[index]}"
  done
  for variable in AZURE_TENANT_ID AZURE_CLIENT_ID; do
    ensure "variable:$repository:$variable" "variable $variable of $repository" "${variables[$variable]}" set_variable "$variable"
  done
}

is_set() { if [ -n "$1" ]; then echo yes; else echo no; fi; }

has_row() { if [[ $'\n'$1 = *$'\n'"$2"$'\t'* ]]; then echo yes; else echo no; fi; }

# ensure TAG TEXT IS-THERE COMMAND…
ensure() {
  local tag=exalate-setup:$1 text=$2 there=$3
  shift 3
  case $phase-$there in
    plan-no) planned+=("$tag") ;;
    act-yes) say 'already there' "$text" ;;
    act-no)
      outcome='would create'
      [ $dry_run = yes ] || "$@"
      say "$outcome" "$text"
      ;;
  esac
}

# find_credential SUBJECT: sets credential to its name, and credential_there to its ID
find_credential() {
  local id present_issuer present_audience subject base=${1#*:*:} names=" ${credential_names[*]} "
  credential_there=''
  while IFS=$'\t' read -r credential id present_issuer present_audience subject; do
    names+="$credential "
    [ "$present_issuer $subject" = "$issuer $1" ] || continue
    [ "$present_audience" = "$audience" ] || fail "The federated credential $credential of $name has the audience $present_audience, not $audience." \
      "To fix: remove it, and run the script again: az ad app federated-credential delete --id $client_id --federated-credential-id $id"
    credential_there=$id
    return 0
  done <<<"$credentials"
  credential=${credential_names[$1]:-}
  [ -z "$credential" ] || return 0
  base=github-$repository-${base#ref:refs/heads/}
  base=${base//[^A-Za-z0-9]/-}
  base=${base:0:110} credential=$base id=2
  while [[ $names = *" $credential "* ]]; do credential=$base-$((id++)); done
  credential_names[$1]=$credential
}

# Saves what this script is about to create, so that --remove knows it even if the script ends early.
record() {
  local tag missing=()
  for tag in "${planned[@]}"; do
    [[ " $recorded " = *" $tag "* ]] || missing+=("$tag")
  done
  # shellcheck disable=SC2086 # one tag is one word
  if [ ${#missing[@]} -gt 0 ]; then graph PATCH "applications/$object_id" --body "{\"tags\": $(format_tags $recorded "${missing[@]}")}" >/dev/null; fi
}

# format_tags TAG…: JSON of these tags, and of those that are not from this script
format_tags() {
  local json=${other_tags%]} tag
  for tag; do
    [ "$json" = '[' ] || json+=', '
    json+="\"$tag\""
  done
  printf '%s]' "$json"
}

create() {
  answer=$(graph POST "$@")
  outcome=created created_at=$SECONDS
  [ "$answer" != exists ] || outcome='already there'
}

create_identity() {
  create applications --query '[id, appId]' --body "{\"displayName\": \"$name\", \"signInAudience\": \"AzureADMyOrg\", \"tags\": $(format_tags "${planned[@]}")}"
  { read -r object_id && read -r client_id; } <<<"$answer"
}

create_principal() {
  create servicePrincipals --query id --body "{\"appId\": \"$client_id\"}"
  principal_id=$answer
  [ "$answer" != exists ] || principal_id=$(graph GET "servicePrincipals(appId='$client_id')" --query id)
}

create_credential() {
  create "applications/$object_id/federatedIdentityCredentials" --query id \
    --body "{\"name\": \"$credential\", \"issuer\": \"$issuer\", \"subject\": \"$1\", \"audiences\": [\"$audience\"]}"
}

grant() {
  create "servicePrincipals/$principal_id/appRoleAssignments" --query id \
    --body "{\"principalId\": \"$principal_id\", \"resourceId\": \"$graph_principal_id\", \"appRoleId\": \"${role_ids[$1]}\"}"
}

add_owner() { create "applications/$1/owners/\$ref" --body "{\"@odata.id\": \"$graph_url/v1.0/directoryObjects/$principal_id\"}"; }

print_conclusion() {
  local others subject
  if [ ${#planned[@]} -eq 0 ]; then
    printf 'Nothing had to be changed.\n' >&2
  elif [ "$dry_run" = yes ]; then
    printf 'This was a dry run: nothing was changed.\n' >&2
  fi
  others=$(list_other_subjects)
  while read -r subject; do
    [ -z "$subject" ] || warn "workflows with the subject $subject can log in as $name, too."
  done <<<"$others"
}

set_variable() {
  local value=$tenant_id
  [ "$1" = AZURE_TENANT_ID ] || value=$client_id
  github --method POST --silent "repos/$repository/actions/variables" -f "name=$1" -f "value=$value" || {
    unless_missing $?
    fail "GitHub did not let this login set the variable $1 of $repository." "To fix: $(name_github_rights)"
  }
  outcome=created
}
