//! The asset engine.

mod invariants;
mod lifecycle;
mod listing;
mod templates;

use belfry::{
    access::Granted,
    domain::assets,
    model::{Asset, AssetKind, Name, Needs, Workspace, can},
};
use serde_json::json;

use crate::house::{House, ParseSlug};

pub const WORKFLOW: AssetKind = AssetKind::Workflow;
pub const TEMPLATE: AssetKind = AssetKind::Template;

impl House {
    /// Any right in a workspace, for what has no address of its own.
    pub async fn granted<P: Needs<Place = Workspace>>(&self, slug: &str) -> Granted<P> {
        let workspace = self.workspace(slug).await;
        self.app.as_system(&self.account, workspace, "engine test")
    }

    /// A live template with an inbox text.
    pub async fn live_template(&self, workspace: &str, slug: &str) -> Asset {
        let granted: Granted<can::EditAssets> = self.granted(workspace).await;
        let content = inbox_template("Hello");
        let name = Name::parse(slug).unwrap();
        let asset = assets::create(&granted, TEMPLATE, &slug.parse_slug(), &name, Some(&content)).await.unwrap();
        assets::commit(&granted, TEMPLATE, &slug.parse_slug(), "First", asset.draft_version).await.unwrap();
        asset
    }

    /// A workflow that sends the template to the inbox; a draft.
    pub async fn workflow(&self, workspace: &str, slug: &str, template: &str) -> Asset {
        let granted: Granted<can::EditAssets> = self.granted(workspace).await;
        let content = inbox_workflow(template, "transactional");
        assets::create(&granted, WORKFLOW, &slug.parse_slug(), &Name::parse(slug).unwrap(), Some(&content)).await.unwrap()
    }
}

pub fn inbox_template(body: &str) -> String {
    json!({"variants": [{"id": "default", "locale": "en", "channel": "inbox", "content": {"body": body}}]}).to_string()
}

pub fn inbox_workflow(template: &str, category: &str) -> String {
    json!({"category": category, "tree": {"nodes": [
        {"ref": "one", "node_type": "send_inbox", "properties": {"template": template}},
    ]}})
    .to_string()
}
