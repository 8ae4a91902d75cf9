# shellcheck shell=bash
# Requests to Microsoft Graph and GitHub, and messages to the person who runs the script. All messages go to standard error,
# because the workflow goes to standard output.

say() { printf '%-14s %s\n' "$1" "$2" >&2; }

warn() { printf 'Warning: %s\n' "$1" >&2; }

# fail WHAT-HAPPENED [LINE…]
fail() {
  printf 'Error: %s\n' "$1" >&2
  shift
  if [ $# -gt 0 ]; then printf '%s\n' "$@" >&2; fi
  exit 1
}

errors=$(mktemp)
trap 'rm -f "$errors"' EXIT
created_at=''

# graph METHOD PATH-OR-URL [OPTION of az rest…]: prints the answer; `exists` if what a POST creates is already there.
# For some seconds, not all servers of Microsoft Graph know what was just created, so it tries again after a creation.
graph() {
  local method=$1 url=$2 answer error told=no
  shift 2
  [[ $url = https://* ]] || url=$graph_url/v1.0/$url
  until answer=$(az rest --method "$method" --resource "$graph_url" --url "$url" "$@" --output tsv 2>"$errors"); do
    error=$(<"$errors")
    case $error in
      *'already exist'* | *'already in use'*) [ "$method" != POST ] || { echo exists && return; } ;;
      *Request_ResourceNotFound* | *NoBackingApplicationObject* | *'Not a valid reference update'* | *Authorization_RequestDenied*)
        if [[ -n $created_at && $((SECONDS - created_at)) -lt 120 ]]; then
          [ $told = yes ] || say waiting 'for Microsoft Entra ID to replicate what was created (up to 2 minutes)'
          told=yes
          sleep 3
          continue
        fi
        ;;
    esac
    refuse_request "$method ${url#"$graph_url/v1.0/"}" "$error"
  done
  [ -z "$answer" ] || printf '%s\n' "$answer"
}

# refuse_request REQUEST MESSAGE
refuse_request() {
  # After an unexpected error, Azure CLI prints many lines about its own code.
  local message=${2%%$'\n'Traceback*}
  local remedy='resolve the problem that this message describes, and run the script again. It continues where it stopped.'
  case $2 in
    *Authorization_RequestDenied*) remedy='sign in as a person who is Global Administrator: az login --allow-no-subscriptions' ;;
    *AADSTS* | *'az login'*) remedy='sign in again: az login --allow-no-subscriptions' ;;
  esac
  fail "This request to Microsoft Graph failed: $1" "${message:-Azure CLI gave no message.}" "To fix: $remedy"
}

# graph_all PATH QUERY: prints the rows of all pages of a list.
graph_all() {
  local next=$1 page
  while [ -n "$next" ]; do
    page=$(graph GET "$next" --query "[[\"@odata.nextLink\"], $2] | []")
    next=
    if [[ $page = https://* ]]; then next=${page%%$'\n'*} page=${page#"$next"} page=${page#$'\n'}; fi
    [ -z "$page" ] || printf '%s\n' "$page"
  done
}

# github [OPTION of gh api…]: prints the answer. Status 4: not found. `unless_missing $?` after it ends the script for any other.
github() {
  local answer error path remedy='resolve the problem that this message describes, and run the script again. It continues where it stopped.'
  if answer=$(gh api "$@" 2>"$errors"); then
    [ -z "$answer" ] || printf '%s\n' "$answer"
    return
  fi
  error=$(<"$errors")
  case $error in
    *'HTTP 404'*) return 4 ;;
    *'gh auth login'* | *GH_TOKEN* | *'HTTP 401'*) fail 'GitHub CLI is not signed in, or its login has expired.' "$error" "To fix: gh auth login --hostname $github_host" ;;
  esac
  [[ $error != *'Resource not accessible'* ]] || remedy=$(name_github_rights)
  for path; do [[ $path != repos/* ]] || break; done
  fail "This request to GitHub failed: $path" "$error" "To fix: $remedy"
}

name_github_rights() {
  printf 'sign in as somebody with write access to the repository: gh auth login --hostname %s --scopes repo. ' "$github_host"
  printf 'A fine-grained token needs the repository permissions "Actions: Read-only", "Environments: Read-only" and "Variables: Read and write".'
}

unless_missing() { [ "$1" = 4 ] || exit 1; }
