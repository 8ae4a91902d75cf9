# shellcheck shell=bash disable=SC2016 # what is in single quotes are GitHub's expressions
# Prints the workflow of each application, from the examples, and what is left to do

print_workflows() {
  local index
  for index in "${!application_ids[@]}"; do print_workflow "$index"; done
}

# name_file INDEX: the file of an application's workflow
name_file() {
  local slug
  if [ ${#application_ids[@]} -eq 1 ]; then
    echo exalate-secret.yml
  else
    slug=$(tr '[:upper:]' '[:lower:]' <<<"${application_names[$1]}" | tr -cs 'a-z0-9\n' -)
    echo "exalate-secret-${slug%-}-${application_ids[$1]%%-*}.yml"
  fi
}

# print_workflow INDEX
print_workflow() {
  local id=${application_ids[$1]} application=${application_names[$1]//[^[:print:]]/ } example=key-vault text
  [ ${#recipients[@]} -eq 0 ] || example=encrypted-file
  [ -z "$repository_secret" ] || example=rotate
  application=${application//'${{'/'$ {{'} # no expression of GitHub
  # The comment at the beginning is about the example.
  text=$(sed '1,/^name:/{/^#/d;}' "$here/../examples/$example.yml")
  replace "$(grep '^name:' <<<"$text")" "name: $(quote_yaml "Rotate the client secret of $application")"
  replace 'group: exalate-client-secret' "group: exalate-client-secret-$id"
  replace 'uses: org/exalate-secret-action@v1' "uses: $(find_action)@$(find_version)"
  replace '${{ vars.EXALATE_APPLICATION_ID }}' "$id # $application$(print_optional_inputs)"
  [ ${#environments[@]} -eq 0 ] || replace 'runs-on: ubuntu-latest' "runs-on: ubuntu-latest"$'\n'"    environment: $(quote_yaml "${environments[0]}")"
  case $example in
    key-vault)
      replace $'          azure-devops-organization: acme\n' ''
      replace https://acme-vault.vault.azure.net/secrets/exalate-client-secret "${key_vault_secret:-"\${{ vars.$(name_vault_variable "$1") }}"}"
      ;;
    encrypted-file) replace '${{ vars.EXALATE_RECIPIENTS }}' "|-$(printf '\n            %s' "${recipients[@]}")" ;;
    rotate) replace 'repository-secret: EXALATE_CLIENT_SECRET' "repository-secret: $repository_secret" ;;
  esac
  printf '# .github/workflows/%s of %s\n%s\n' "$(name_file "$1")" "$repository" "$text"
}

# replace OLD NEW: in the text of the workflow, which contains it
replace() {
  [[ $text = *"$1"* ]] || fail "The example has no \"$1\". Its file was changed." 'To fix: clone the repository of this script again.'
  text=${text/"$1"/"$2"}
}

print_optional_inputs() {
  [ "$cloud" = public ] || printf '\n          cloud: %s' "$cloud"
  [[ ${permissions[*]} != *AuditLog* ]] || printf '\n          last-use: true'
}

quote_yaml() { printf "'%s'" "${1//\'/\'\'}"; }

# The owner and name of the action, if this script is in a clone from the same GitHub server
find_action() {
  local url=''
  url=$(git -C "$here" remote get-url origin 2>/dev/null) || true
  if [[ $url =~ ${github_host//./\\.}[:/]([A-Za-z0-9_-]+/[A-Za-z0-9_.-]+)$ ]]; then
    echo "${BASH_REMATCH[1]%.git}"
  else
    echo org/exalate-secret-action
  fi
}

# The version of the action: the full SHA of this clone's commit if it is that of a release, otherwise the moving tag
find_version() {
  local commit tag
  commit=$(git -C "$here" rev-parse HEAD 2>/dev/null) || true
  tag=$(git -C "$here" tag --points-at HEAD --list 'v*.*.*' 2>/dev/null) || true
  if [[ $commit =~ ^[0-9a-f]{40}$ && $tag =~ ^v[0-9]+\.[0-9]+\.[0-9]+$ ]]; then
    echo "$commit # $tag"
  else
    echo v1
  fi
}

# name_vault_variable INDEX: several applications cannot share one secret
name_vault_variable() {
  local variable=EXALATE_KEY_VAULT_SECRET
  if [ ${#application_ids[@]} -gt 1 ]; then variable+=_${application_ids[$1]%%-*}; fi
  echo "${variable^^}"
}

# What this script cannot do
print_what_is_left() {
  local environment number=0 index
  printf '\nWhat is left to do:\n' >&2
  for environment in "${environments[@]}"; do check_environment "$environment"; done
  [ ${#environments[@]} -eq 0 ] ||
    printf '   With required reviewers, each run of this workflow waits for an approval. examples/approval.yml waits only when something is due, and needs --branch %s, too.\n' "$default_branch" >&2
  if [ ${#subjects[@]} -eq 0 ]; then
    todo "Add the federated credential. The first dry run fails, and its error shows the subject to put here:" \
      "az ad app federated-credential create --id ${client_id:-CLIENT-ID} --parameters '{\"name\": \"github\", \"issuer\": \"$issuer\", \"subject\": \"SUBJECT\", \"audiences\": [\"$audience\"]}'"
  fi
  if [ -n "$repository_secret" ]; then
    todo 'Store a token that may write secrets (repository permission "Secrets: Read and write"). The command asks for it:' "gh secret set SECRETS_TOKEN --repo $repository"
  elif [ ${#recipients[@]} -eq 0 ]; then
    print_vault_steps
  fi
  [[ $(find_action) != org/* ]] || todo 'In the workflow, replace "org" in "uses:" with the owner of the action.'
  for index in "${!application_ids[@]}"; do
    todo "Commit the workflow of ${application_names[index]} to the branch $default_branch, as .github/workflows/$(name_file "$index")."
  done
  todo 'Start a dry run, which checks all that it can and changes nothing:'
  for index in "${!application_ids[@]}"; do
    printf '   %s\n' "gh workflow run $(name_file "$index") --repo $repository --field dry-run=true" >&2
  done
}

todo() {
  number=$((number + 1))
  printf '%s. %s\n' "$number" "$1" >&2
  shift
  if [ $# -gt 0 ]; then printf '   %s\n' "$@" >&2; fi
}

print_vault_steps() {
  local vault=VAULT secret=NAME index variable text
  if [[ $key_vault_secret =~ ^https://([^.]+)\..*/secrets/(.*)$ ]]; then
    vault=${BASH_REMATCH[1]} secret=${BASH_REMATCH[2]}
  else
    todo 'Set the variable with the URL of the Key Vault secret:'
    for index in "${!application_ids[@]}"; do
      variable=$(name_vault_variable "$index")
      printf '   %s\n' "gh api repos/$repository/actions/variables -f name=$variable -f value=https://VAULT.$vault_domain/secrets/NAME" >&2
    done
  fi
  text='Let the workload identity write this secret'
  [ ${#application_ids[@]} -eq 1 ] || text='For each of these secrets, let the workload identity write it'
  todo "$text (needs the role Owner or User Access Administrator on the vault):" \
    "az role assignment create --role 'Key Vault Secrets Officer' --assignee-object-id ${principal_id:-ID} --assignee-principal-type ServicePrincipal --scope \"\$(az keyvault show --name $vault --query id --output tsv)/secrets/$secret\""
}

# An environment without rules protects nothing, and GitHub creates one like that when the workflow first runs.
check_environment() {
  local rules
  rules=$(github "repos/$repository/environments/$(encode_url "$1")" --jq '[.protection_rules[]?.type] | join(" ")' 2>/dev/null) || { [ $? = 4 ] && rules=missing || rules=unknown; }
  case $rules in
    missing) todo "Create the environment $1, with required reviewers or with a branch policy:" "https://$github_host/$repository/settings/environments" ;;
    *required_reviewers* | *branch_policy*) ;;
    unknown) todo "Check that the environment $1 has required reviewers or a branch policy, which could not be read:" "https://$github_host/$repository/settings/environments" ;;
    *) todo "Protect the environment $1 with required reviewers or a branch policy:" "https://$github_host/$repository/settings/environments" ;;
  esac
}

encode_url() {
  local LC_ALL=C index character
  for ((index = 0; index < ${#1}; index++)); do
    character=${1:index:1}
    case $character in
      [A-Za-z0-9._~-]) printf %s "$character" ;;
      *) printf '%%%02X' "'$character" ;;
    esac
  done
}
