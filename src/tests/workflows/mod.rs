//! Workflows, as people meet them.

mod design;
mod lifecycle;
mod samples;

use belfry::{
    access::Granted,
    domain::assets,
    model::{Asset, AssetKind, can},
};

use crate::house::{House, ParseSlug, Reply};

impl House {
    /// A workflow of Staging.
    pub async fn workflow_of(&self, workspace: &str, slug: &str) -> Asset {
        let granted: Granted<can::ViewAssets> = self.granted(workspace).await;
        assets::find(&granted, AssetKind::Workflow, &slug.parse_slug()).await.unwrap()
    }

    /// A form about the workflow `greet` of Staging, sent by script, as it stands now.
    pub async fn about_greet(&self, who: &str, path: &str, fields: &[(&str, &str)]) -> Reply {
        let version = self.workflow_of("staging", "greet").await.draft_version.to_string();
        let mut all =
            vec![("workspace", "staging"), ("kind", "workflow"), ("slug", "greet"), ("draft_version", version.as_str())];
        all.extend_from_slice(fields);
        self.call(who, path, &all).await
    }

    /// Refs of its steps, in order.
    pub async fn steps_of_greet(&self) -> Vec<String> {
        let content = belfry::domain::workflows::content(&self.workflow_of("staging", "greet").await).unwrap();
        content.tree.nodes.into_iter().map(|node| node.reference).collect()
    }
}
