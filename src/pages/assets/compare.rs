//! Two versions beside each other.

use leptos::prelude::*;

use super::Opened;
use crate::{
    domain::assets,
    pages::{Refusal, Screen, Visit},
    ui::{Diff, Panel, Segmented, SideBySide, Tab, json_diff_rows},
};

/// `/versions/{a}/diff/{b}`
pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    let opened = Opened::load(&visit).await?;
    let (a, b): (i64, i64) = (visit.param("a")?, visit.param("b")?);
    let found = assets::compare(&opened.granted, opened.asset.kind, &opened.asset.slug, a, b).await?;
    let split = visit.query("view") == Some("split");
    let rows = json_diff_rows(&found.before.content, &found.after.content);
    let label = format!("Version {a} against version {b}");
    let diff = if split {
        view! { <SideBySide label=label.clone() before=format!("Version {a}") after=format!("Version {b}") rows/> }.into_any()
    } else {
        view! { <Diff label=label.clone() rows/> }.into_any()
    };
    let here = opened.at(&format!("/versions/{a}/diff/{b}"));
    let views = vec![
        Tab::new("One column", here.clone()).current(!split),
        Tab::new("Side by side", format!("{here}?view=split")).current(split),
    ];
    let other_way = opened.at(&format!("/versions/{b}/diff/{a}"));
    let message = (!found.after.message.is_empty()).then(|| found.after.message.clone());
    let view = view! {
        <Panel
            title=format!("From version {a} to version {b}")
            description=message
            actions=view! {
                <a href=other_way>"The other way round"</a>
                <Segmented label="How to show it" tabs=views/>
            }
            flush=true
        >
            {diff}
        </Panel>
    };
    Ok(opened.screen(&visit, "/versions", &label, view))
}
