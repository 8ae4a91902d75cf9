# Creates what the action needs in Microsoft Entra ID and in the repository of the workflow. docs/setup.md explains it.
#
# Whoever applies it needs the same roles as for the other ways to set up the action. The state contains no secret.

terraform {
  required_version = ">= 1.5"

  required_providers {
    azuread = {
      source  = "hashicorp/azuread"
      version = "~> 3.0"
    }
    github = {
      source  = "integrations/github"
      version = "~> 6.0"
    }
  }
}

variable "repository" {
  description = "The repository with the workflow, such as acme/ops."
  type        = string
}

variable "subject_prefix" {
  description = "How the subjects of this repository's OIDC tokens begin: gh api repos/acme/ops/actions/oidc/customization/sub --jq .sub_claim_prefix"
  type        = string
}

variable "branch" {
  description = "The branch whose workflows may log in; null for none."
  type        = string
  default     = "main"
}

variable "environment" {
  description = "An environment whose jobs may log in after one of its reviewers has approved; null for none. For user_ids: gh api users/LOGIN --jq .id"
  type = object({
    name     = string
    branch   = string
    user_ids = list(number)
  })
  default = null
}

variable "exalate_application_ids" {
  description = "The application (client) IDs of Exalate's applications, apart from those that Terraform manages."
  type        = set(string)
}

variable "optional_permissions" {
  description = "Policy.Read.All for the check of policies, AuditLog.Read.All for last-use."
  type        = set(string)
  default     = []
}

variable "audience" {
  description = "The audience of the federated credentials: see docs/networks.md for clouds other than the public one."
  type        = string
  default     = "api://AzureADTokenExchange"
}

locals {
  owner = split("/", var.repository)[0]
  name  = split("/", var.repository)[1]

  subjects = merge(
    var.branch == null ? {} : { branch = "ref:refs/heads/${var.branch}" },
    var.environment == null ? {} : { environment = "environment:${var.environment.name}" },
  )
}

# Signs in as whoever is logged in to the Azure CLI and the GitHub CLI.
provider "azuread" {}

provider "github" {
  owner = local.owner
}

# The workload identity: an app registration without a password, and its service principal.

resource "azuread_application_registration" "workload" {
  display_name     = "exalate-secret-rotation"
  sign_in_audience = "AzureADMyOrg"
}

resource "azuread_service_principal" "workload" {
  client_id = azuread_application_registration.workload.client_id
}

resource "azuread_application_federated_identity_credential" "workflow" {
  for_each = local.subjects

  application_id = azuread_application_registration.workload.id
  display_name   = "github-${each.key}"
  issuer         = "https://token.actions.githubusercontent.com"
  subject        = "${var.subject_prefix}:${each.value}"
  audiences      = [var.audience]
}

# Its permissions on Microsoft Graph. An assignment is also the admin consent.

data "azuread_service_principal" "graph" {
  client_id = "00000003-0000-0000-c000-000000000000"
}

resource "azuread_app_role_assignment" "graph" {
  for_each = setunion(["Application.ReadWrite.OwnedBy"], var.optional_permissions)

  app_role_id         = data.azuread_service_principal.graph.app_role_ids[each.value]
  principal_object_id = azuread_service_principal.workload.object_id
  resource_object_id  = data.azuread_service_principal.graph.object_id
}

# Its ownership of Exalate's applications.

data "azuread_application" "exalate" {
  for_each = var.exalate_application_ids

  client_id = each.value
}

resource "azuread_application_owner" "exalate" {
  for_each = data.azuread_application.exalate

  application_id  = each.value.id
  owner_object_id = azuread_service_principal.workload.object_id
}

# The variables that the workflow reads, and the environment that asks for an approval.

data "azuread_client_config" "current" {}

resource "github_actions_variable" "ids" {
  for_each = merge(
    {
      AZURE_TENANT_ID = data.azuread_client_config.current.tenant_id
      AZURE_CLIENT_ID = azuread_application_registration.workload.client_id
    },
    # With several applications, each has a workflow of its own, which names it.
    length(var.exalate_application_ids) == 1 ? { EXALATE_APPLICATION_ID = one(var.exalate_application_ids) } : {},
  )

  repository    = local.name
  variable_name = each.key
  value         = each.value
}

resource "github_repository_environment" "approval" {
  count = var.environment == null ? 0 : 1

  repository  = local.name
  environment = var.environment.name

  reviewers {
    users = var.environment.user_ids
  }

  deployment_branch_policy {
    protected_branches     = false
    custom_branch_policies = true
  }
}

resource "github_repository_environment_deployment_policy" "branch" {
  count = length(github_repository_environment.approval)

  repository     = local.name
  environment    = github_repository_environment.approval[0].environment
  branch_pattern = var.environment.branch
}

# For a destination in Key Vault, and for `owners` where Terraform manages an application of Exalate.
output "workload_object_id" {
  value = azuread_service_principal.workload.object_id
}
