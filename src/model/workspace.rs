//! Workspaces: isolated copies of everything.

use serde::{Deserialize, Serialize};

use super::{AccountId, AppError, Slug, WorkspaceId};

/// What a workspace is for; it decides the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::Type), sqlx(type_name = "text", rename_all = "lowercase"))]
#[serde(rename_all = "lowercase")]
pub enum WorkspaceKind {
    /// For a first look: messages are captured, nothing needs to be set up.
    Sandbox,
    /// For building and testing; custom workspaces too.
    Standard,
    /// Real people; members see no personal data.
    Production,
}

impl WorkspaceKind {
    pub fn key(self) -> &'static str {
        match self {
            Self::Sandbox => "sandbox",
            Self::Standard => "standard",
            Self::Production => "production",
        }
    }
}

/// The colour that tells workspaces apart on every page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::Type), sqlx(type_name = "text", rename_all = "lowercase"))]
#[serde(rename_all = "lowercase")]
pub enum Colour {
    Grey,
    Blue,
    Red,
    Teal,
    Violet,
    Amber,
    Green,
}

impl Colour {
    /// Those that a person may choose: grey, blue and red belong to the three defaults.
    pub const CUSTOM: &[Self] = &[Self::Teal, Self::Violet, Self::Amber, Self::Green];

    pub fn key(self) -> &'static str {
        match self {
            Self::Grey => "grey",
            Self::Blue => "blue",
            Self::Red => "red",
            Self::Teal => "teal",
            Self::Violet => "violet",
            Self::Amber => "amber",
            Self::Green => "green",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Grey => "Grey",
            Self::Blue => "Blue",
            Self::Red => "Red",
            Self::Teal => "Teal",
            Self::Violet => "Violet",
            Self::Amber => "Amber",
            Self::Green => "Green",
        }
    }

    pub fn parse_custom(text: &str) -> Result<Self, AppError> {
        Self::CUSTOM
            .iter()
            .find(|c| c.key() == text)
            .copied()
            .ok_or_else(|| AppError::invalid("colour", "Choose one of the colours."))
    }
}

/// A workspace as everybody in the account may see it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct Workspace {
    pub id: WorkspaceId,
    pub account_id: AccountId,
    /// Permanent; part of every URL.
    pub slug: Slug,
    pub name: String,
    pub description: String,
    pub kind: WorkspaceKind,
    pub colour: Colour,
    /// The data region that holds everything of it but this row.
    pub region: String,
    pub created_at: i64,
}

/// First path segments that the site and the public clients' API use, so that no workspace may be called so.
/// The API's words are those that clients put where the management API has the workspace.
pub const RESERVED_SLUGS: &[&str] = &[
    "account",
    "api",
    "assets",
    "brand",
    "broadcast",
    "broadcast_run",
    "bulk",
    "confirm",
    "event",
    "favicon",
    "feed",
    "fonts",
    "health",
    "healthz",
    "help",
    "icons",
    "invite",
    "list",
    "message",
    "metrics",
    "new",
    "object",
    "pkg",
    "public",
    "readyz",
    "search",
    "setup",
    "sign-in",
    "sign-out",
    "socket",
    "static",
    "subscriber",
    "subscriber_list",
    "template",
    "tenant",
    "trigger",
    "user",
    "v1",
    "v2",
    "webhook",
    "workflow_run",
    "workspace",
    "workspaces",
];

/// The slug for a new workspace of this name, if it may be used.
pub fn workspace_slug(name: &str) -> Result<Slug, AppError> {
    let slug = Slug::suggest(name)
        .ok_or_else(|| AppError::invalid("name", "Use at least one letter or digit of the Latin alphabet in the name."))?;
    if RESERVED_SLUGS.contains(&slug.as_str()) {
        return Err(AppError::invalid("name", format!("The address /{slug} belongs to Belfry itself. Choose another name.")));
    }
    Ok(slug)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workspace_never_takes_an_address_of_the_site_or_of_the_api() {
        assert_eq!(workspace_slug("EU Staging").unwrap().as_str(), "eu-staging");
        for taken in ["User", "v1", "API", "Sign in", "workspace"] {
            assert!(workspace_slug(taken).is_err(), "{taken}");
        }
    }
}
