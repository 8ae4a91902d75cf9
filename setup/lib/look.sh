# shellcheck shell=bash
# Reads the current state

is_id() { [[ $1 =~ ^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$ ]]; }

# find_application NAME-OR-ID: prints its properties, one in each line; nothing if it is not there
find_application() {
  local filter="displayName eq '${1//\'/\'\'}'" rows row ids='' count=0 exact=''
  if is_id "$1"; then filter="appId eq '$1' or id eq '$1'"; fi
  rows=$(graph GET applications --uri-parameters "\$filter=$filter" "\$select=id,appId,displayName,tags,passwordCredentials,keyCredentials" --query \
    "value[].[id, appId, length(passwordCredentials || \`[]\`), length(keyCredentials || \`[]\`), to_string(tags[?starts_with(@, 'exalate-setup:')]), to_string(tags[?!starts_with(@, 'exalate-setup:')]), displayName]")
  while IFS=$'\t' read -r -a row; do
    # Microsoft Graph compares names without regard to upper and lower case.
    if [ ${#row[@]} -lt 7 ] || { ! is_id "$1" && [ "${row[6]}" != "$1" ]; }; then continue; fi
    count=$((count + 1)) ids+=" ${row[1]}" exact=$(printf '%s\n' "${row[@]}")
  done <<<"$rows"
  [ $count -le 1 ] || fail "Several app registrations are named $1:$ids" "To fix: use the application ID of the right one instead of the name."
  printf '%s' "$exact"
}

look_for_applications() {
  local wanted text found
  for wanted in "${applications[@]}"; do
    text=$(find_application "$wanted")
    mapfile -t found <<<"$text"
    [ -n "$text" ] || fail "There is no app registration $wanted in tenant $tenant_id." 'To fix: correct --application. Names of app registrations: az ad app list --all --query "[].displayName" --output tsv'
    [[ " ${application_ids[*]} " != *" ${found[1]} "* ]] || continue
    application_objects+=("${found[0]}") application_ids+=("${found[1]}") application_names+=("${found[6]}")
  done
}

# Exalate's application must not get the permission to change applications.
refuse_target() {
  local index
  for index in "${!application_ids[@]}"; do
    [ "${application_ids[index]}" != "$client_id" ] || fail "The workload identity $name is the application whose client secret it would renew. Nothing was changed." \
      "To fix: add --name with another name. The script creates an app registration of that name."
  done
}

# The workload identity, and who can log in as it
look_for_identity() {
  local text found
  text=$(find_application "$name")
  mapfile -t found <<<"$text"
  if [ -z "$text" ]; then
    ! is_id "$name" || fail "There is no app registration $name in tenant $tenant_id." 'To fix: correct --name.'
    return 0
  fi
  object_id=${found[0]} client_id=${found[1]} passwords=$((found[2] + found[3])) other_tags=${found[5]}
  recorded=$(read_record "${found[4]}")
  refuse_target
  credentials=$(graph_all "applications/$object_id/federatedIdentityCredentials" 'value[].[name, id, issuer, audiences[0], subject]')
  text=$(graph GET servicePrincipals --uri-parameters "\$filter=appId eq '$client_id'" "\$select=id,passwordCredentials,keyCredentials" --query \
    "value[].[id, length(passwordCredentials || \`[]\`), length(keyCredentials || \`[]\`)]")
  [ -n "$text" ] || return 0
  IFS=$'\t' read -r -a found <<<"$text"
  principal_id=${found[0]} passwords=$((passwords + found[1] + found[2]))
}

# What the workload identity may do
look_for_rights() {
  [ -n "$principal_id" ] || return 0
  assignments=$(graph_all "servicePrincipals/$principal_id/appRoleAssignments" 'value[].[appRoleId, id, resourceDisplayName]')
  owned=$(graph_all "servicePrincipals/$principal_id/ownedObjects/microsoft.graph.application?\$select=id,appId,displayName" 'value[].[appId, id, displayName]')
}

# read_record JSON: prints the tags that this script writes, separated by spaces
read_record() {
  local tags tag
  local form='^exalate-setup:(identity|principal|credential:[A-Za-z0-9_-]+|(role|owner):[0-9a-f-]{36}|variable:[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+:AZURE_(TENANT|CLIENT)_ID)$'
  read -r -a tags <<<"$(tr '[]",' ' ' <<<"$1")"
  for tag in "${tags[@]}"; do
    if [[ $tag =~ $form ]]; then printf '%s ' "$tag"; fi
  done
}

# Everybody in the tenant can register an application under the name of the workload identity. Whoever can log in as it would get
# what this script grants. So one that is found by its name must be that of the repository, or belong to nobody else.
refuse_stranger() {
  local owners own='' reason=''
  if is_id "$name" || [[ -z $object_id || ${variables[AZURE_CLIENT_ID]} = yes ]]; then return 0; fi
  owners=$(graph_all "applications/$object_id/owners?\$select=id" 'value[].[id]')
  if [ -n "$principal_id" ]; then owners+=$'\n'$(graph_all "servicePrincipals/$principal_id/owners?\$select=id" 'value[].[id]'); fi
  owners=$(sort -u <<<"$owners" | sed '/^$/d')
  [[ -z $owners || $account_type != user ]] || own=$(graph GET "me?\$select=id" --query id)
  [[ -z $owners || $owners = "$own" ]] || reason='somebody else owns it'
  [ "$passwords" -eq 0 ] || reason='it has client secrets or certificates'
  [ -z "$(list_other_subjects)" ] || reason="other workflows can log in as it"
  [ -z "$reason" ] || fail "There is an app registration $name ($client_id) already, and $reason. Nothing was changed." \
    "To fix: if it is the right one, add --name $client_id. If not, add --name with another name."
}

# The subjects of its federated credentials that are not those of this workflow
list_other_subjects() {
  local row subject known
  while IFS=$'\t' read -r -a row; do
    [ ${#row[@]} -gt 0 ] || continue
    known=no
    for subject in "${subjects[@]}"; do
      [ "${row[2]:-} ${row[4]:-}" != "$issuer $subject" ] || known=yes
    done
    [ $known = yes ] || printf '%s\n' "${row[4]:-of the federated credential ${row[0]}}"
  done <<<"$credentials"
}

# The permissions that Microsoft Graph has, by their names
look_for_permissions() {
  local rows value id
  rows=$(graph GET "servicePrincipals(appId='00000003-0000-0000-c000-000000000000')?\$select=id,appRoles" --query "[[['id', id]], appRoles[].[value, id]] | []")
  # shellcheck disable=SC2004 # an associative array
  while IFS=$'\t' read -r value id; do role_ids[$value]=$id; done <<<"$rows"
  graph_principal_id=${role_ids[id]:?}
}

# The issuer and the subjects of the tokens that GitHub gives the workflow
look_for_subjects() {
  local answer use_default claims prefix environment
  case $github_host in
    github.com) issuer=https://token.actions.githubusercontent.com ;;
    *.ghe.com) issuer=https://token.actions.$github_host ;;
    *) issuer=https://$github_host/_services/token ;;
  esac
  # An Enterprise Server has no such setting. It has only the form that is used then.
  answer=$(github "repos/$repository/actions/oidc/customization/sub" --jq '"\(.use_default)|\(.include_claim_keys // [] | join(" "))|\(.sub_claim_prefix // "")"') ||
    { unless_missing $? && answer='true||'; }
  IFS='|' read -r use_default claims prefix <<<"$answer"
  if [[ $use_default != true && $claims != 'repo context' ]]; then
    warn "$repository uses a custom form of the subject (${claims:-that of its organization}), which this script does not know."
    return
  fi
  prefix=${prefix:-repo:$repository}
  if [ ${#environments[@]} -eq 0 ]; then
    branch=${branch:-$default_branch}
    [ "$branch" = "$default_branch" ] || warn "scheduled runs use the branch $default_branch, which may not log in."
  fi
  if [ -n "$branch" ]; then subjects+=("$prefix:ref:refs/heads/$branch"); fi
  for environment in "${environments[@]}"; do subjects+=("$prefix:environment:${environment//:/%3A}"); done
}

look_for_variables() {
  variables[AZURE_TENANT_ID]=$(look_for_variable AZURE_TENANT_ID "$tenant_id")
  variables[AZURE_CLIENT_ID]=$(look_for_variable AZURE_CLIENT_ID "$client_id")
}

# look_for_variable NAME VALUE: prints yes if it is there, in the repository or in its organization
look_for_variable() {
  local present='' lists=("repos/$repository/actions/variables/$1" "repos/$repository/actions/organization-variables?per_page=30")
  present=$(github "${lists[0]}" --jq .value) || {
    unless_missing $?
    present=$(github "${lists[1]}" --paginate --jq ".variables[] | select(.name == \"$1\") | .value" 2>/dev/null) ||
      [ $? = 4 ] || warn "the variables of the organization could not be read. If one of them is named $1, the variable of $repository takes precedence."
  }
  case $present in
    '') echo no ;;
    "$2") echo yes ;;
    *) refuse_variable "$1" "$present" "$2" ;;
  esac
}

refuse_variable() {
  local remedy="To fix: if no workflow needs it, delete it and run the script again: gh api --method DELETE repos/$repository/actions/variables/$1"
  if [ "$1" = AZURE_TENANT_ID ]; then
    remedy="To fix: sign in to that tenant: az login --allow-no-subscriptions --tenant $2"
  elif is_id "$2" && [ -n "$(find_application "$2")" ]; then
    remedy="To fix: add --name $2, to use that application as the workload identity."
  fi
  fail "The variable $1 of $repository has the value $2 instead of ${3:-the ID of a new workload identity}. Nothing was changed." 'Another workflow probably uses it.' "$remedy"
}

# name_permission ID
name_permission() {
  local permission
  for permission in "${!role_ids[@]}"; do
    if [ "${role_ids[$permission]}" = "$1" ]; then echo "$permission" && return; fi
  done
  echo "$1"
}
