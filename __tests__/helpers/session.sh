# Functions for the shell in which tests run printed commands.

# A login that would open a browser uses what the test has ready instead.
az() {
  case "${1-} ${2-}" in
    'login --allow-no-subscriptions')
      command az "$@" --tenant "$SESSION_TENANT" --username "$SESSION_USER" --password="$SESSION_PASSWORD" ;;
    'keyvault secret') keyvault_secret "${@:3}" ;;
    *) command az "$@" ;;
  esac
}

gh() {
  case "${1-} ${2-}" in
    'auth login') command gh "$@" --with-token <<< "$SESSION_TOKEN" ;;
    *) command gh "$@" ;;
  esac
}

# Debian's azure-cli 2.45 lacks the Python module azure.keyvault.v7_0 and so every `az keyvault secret` command. This function
# takes the commands that the action and its documents print, refuses all other options, and sends the same requests with
# `az rest`.
keyvault_secret() {
  local verb="$1" vault='' name='' value='' method=GET path='secrets' end='' rest=()
  shift
  while [ $# -gt 0 ]; do
    case "$1" in
      --vault-name) vault="$2" ;;
      --name) name="$2" ;;
      --value) value="$2" ;;
      --query | --output) rest+=("$1" "$2") ;;
      *) echo "unrecognized arguments: $1" >&2 && return 2 ;;
    esac
    shift 2
  done
  case "$verb" in
    show) ;;
    set)
      method=PUT
      rest+=(--body "$(jq --null-input --arg value "$value" '{ value: $value }')")
      ;;
    delete) method=DELETE ;;
    recover) method=POST path=deletedsecrets end=/recover ;;
    purge) method=DELETE path=deletedsecrets ;;
    *) echo "'$verb' is misspelled or not recognized by the system." >&2 && return 2 ;;
  esac
  if [ -z "$vault" ] || [ -z "$name" ]; then
    echo 'the following arguments are required: --vault-name, --name' >&2
    return 2
  fi
  command az rest --resource https://vault.azure.net --method "$method" \
    --url "https://$vault.vault.azure.net/$path/$name$end?api-version=7.4" "${rest[@]}"
}
