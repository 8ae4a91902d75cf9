# shellcheck shell=bash
# Checks that come first: the tools, who is signed in, and what they may do

check_tools() {
  local help='To fix: use Azure Cloud Shell (Bash), https://shell.azure.com, which has both.'
  command -v az >/dev/null || fail 'Azure CLI (az) is not installed.' "$help"
  command -v gh >/dev/null || fail 'GitHub CLI (gh) is not installed.' "$help"
}

check_azure() {
  local az_cloud=AzureCloud active answer sign_in='az login --allow-no-subscriptions'
  audience=api://AzureADTokenExchange graph_url=https://graph.microsoft.com vault_domain=vault.azure.net
  case $cloud in
    us-government) az_cloud=AzureUSGovernment audience+=USGov graph_url=https://graph.microsoft.us vault_domain=vault.usgovcloudapi.net ;;
    us-government-dod) az_cloud=AzureUSGovernment audience+=USGov graph_url=https://dod-graph.microsoft.us vault_domain=vault.usgovcloudapi.net ;;
    china) az_cloud=AzureChinaCloud audience+=China graph_url=https://microsoftgraph.chinacloudapi.cn vault_domain=vault.azure.cn ;;
  esac
  [ "$cloud" = public ] || sign_in="az cloud set --name $az_cloud && $sign_in"
  answer=$(az account show --query '[environmentName, tenantId, user.type, user.name]' --output tsv 2>/dev/null) ||
    fail 'Azure CLI is not signed in.' "To fix: $sign_in"
  { read -r active && read -r tenant_id && read -r account_type && read -r account; } <<<"$answer"
  [ "$active" = $az_cloud ] || fail "Azure CLI is signed in to the cloud $active, but --cloud is $cloud." "To fix: az cloud set --name $az_cloud && az login --allow-no-subscriptions"
  say 'signed in' "to tenant $tenant_id as $account"
}

# check_repository OWNER/NAME: sets repository, default_branch and github_host, which GitHub CLI chooses if GH_HOST is not set
check_repository() {
  local answer may_write visibility
  answer=$(github "repos/$1" --jq '"\(.html_url | split("/")[2]) \(.full_name) \(.default_branch) \(.permissions.push) \(.visibility)"') || {
    unless_missing $?
    [ $remove = no ] || refuse_lost_repository "$1"
    fail "The repository $1 does not exist, or GitHub CLI is signed in as somebody who cannot see it." "To fix: correct --repository, or sign in with an account that can see it: gh auth login --hostname $github_host"
  }
  read -r github_host repository default_branch may_write visibility <<<"$answer"
  case $may_write in
    true) ;;
    false) fail "You may not set variables of $repository on GitHub." "To fix: ask an administrator of the repository for the role Write or higher: https://$github_host/$repository/settings/access" ;;
    *) warn "GitHub does not say what you may do in $repository. Setting its variables may fail." ;;
  esac
  [[ $visibility != public || $remove = yes || -n $repository_secret ]] ||
    warn "$repository is public. The printed workflow opens a hand-over issue, which the action refuses in a public repository."
}

# What was created in a repository cannot be removed by somebody who does not see it.
check_repositories_of_record() {
  local tag of checked=' '
  for tag in $recorded; do
    of=${tag#exalate-setup:variable:} of=${of%:*}
    [[ $tag = exalate-setup:variable:* && $checked != *" $of "* ]] || continue
    checked+="$of "
    check_repository "$of"
  done
}

# refuse_lost_repository OWNER/NAME
refuse_lost_repository() {
  local tag tags=() body
  for tag in $recorded; do
    [[ $tag = "exalate-setup:variable:$1:"* ]] || tags+=("$tag")
  done
  body="{\"tags\": $(format_tags "${tags[@]}")}"
  fail "This script created variables in the repository $1, which does not exist any more, or which GitHub CLI cannot see. Nothing was changed." \
    "To fix: sign in with an account that can see it: gh auth login --hostname $github_host" \
    "If the repository was deleted, run the script again after this command, which removes it from the record of the script:" \
    "az rest --method PATCH --resource $graph_url --url $graph_url/v1.0/applications/$object_id --body '${body//\'/\'\\\'\'}'"
}

# Whether whoever is signed in may do what is planned: create and change applications, and grant permissions of Microsoft Graph.
check_roles() {
  local who=me found='' granted='' roles custom unreadable="the roles of $account could not be read. If they are not sufficient, a later step fails."
  [ ${#planned[@]} -gt 0 ] || return 0
  if [ "$account_type" != user ]; then
    who="servicePrincipals(appId='$account')"
    granted=$(graph GET "$who/appRoleAssignments?\$select=appRoleId" --query 'value[].[appRoleId]' 2>/dev/null) || { warn "$unreadable" && return; }
    if may_grant && may_change; then return; fi
  fi
  found=$(graph GET "$who/transitiveMemberOf/microsoft.graph.directoryRole?\$select=roleTemplateId,displayName" --query 'value[].[roleTemplateId, displayName]' 2>/dev/null) ||
    { warn "$unreadable" && return; }
  roles=$(cut -f 2- <<<"$found" | paste -s -d ',' | sed 's/,/, /g')
  if [[ ${planned[*]} = *exalate-setup:role* ]] && ! may_grant; then
    # Only a custom role could allow it, too, and the list above does not contain those.
    custom=$(graph_all "roleManagement/directory/roleDefinitions?\$select=displayName,isBuiltIn" 'value[?!isBuiltIn].[displayName]' 2>/dev/null) || custom=unknown
    [[ -n $custom || $remove = yes ]] || refuse_roles 'grant an application permission' "$roles"
    warn_roles 'grants application permissions' 'Privileged Role Administrator' AppRoleAssignment.ReadWrite.All "$roles"
  fi
  # Ownership of an application, or a role for this application alone, allows it, too.
  if [[ ${planned[*]} =~ exalate-setup:(identity|principal|credential|owner) ]] && ! may_change; then
    warn_roles 'creates and changes applications' 'Cloud Application Administrator' 'Application.ReadWrite.All and Directory.Read.All' "$roles"
  fi
}

# Global Administrator or Privileged Role Administrator, or a permission
may_grant() {
  has_role "$found" 62e90394-69f5-4237-9190-012177145e10 || has_role "$found" e8611ab8-c189-46e8-94e1-60213ab1f814 ||
    has_role "$granted" "${role_ids[AppRoleAssignment.ReadWrite.All]}"
}

# Global Administrator, Application Administrator or Cloud Application Administrator, or permissions
may_change() {
  has_role "$found" 62e90394-69f5-4237-9190-012177145e10 || has_role "$found" 9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3 ||
    has_role "$found" 158c047a-c907-4556-b7ef-446551a6b5f7 ||
    { has_role "$granted" "${role_ids[Application.ReadWrite.All]}" && has_role "$granted" "${role_ids[Directory.Read.All]}"; }
}

has_role() { [[ $'\n'$1 = *$'\n'"$2"* ]]; }

# warn_roles WHAT-THE-SCRIPT-DOES ROLE PERMISSION ROLES
warn_roles() {
  local needed="the role $2"
  [ "$account_type" = user ] || needed="$3 on Microsoft Graph"
  warn "this script $1, which usually needs $needed. The roles of $account in Microsoft Entra ID: ${4:-none}. If nothing else allows it, a later step fails."
}

refuse_roles() {
  local remedy="assign the role Global Administrator to $account, or both Privileged Role Administrator and Cloud Application Administrator"
  [ "$account_type" = user ] || remedy="grant $account the permissions Application.ReadWrite.All, AppRoleAssignment.ReadWrite.All and Directory.Read.All on Microsoft Graph, or sign in as a person who is Global Administrator"
  fail "$account may not $1 in this tenant. Nothing was changed." "Roles in Microsoft Entra ID: ${2:-none}" \
    "To fix: $remedy (activate it first if you have it through Privileged Identity Management). Then sign in again: az login --allow-no-subscriptions"
}
