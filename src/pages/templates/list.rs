//! All templates of a workspace.

use std::collections::HashMap;

use leptos::prelude::*;

use crate::{
    access::Granted,
    domain::{assets, templates},
    model::{AssetKind, AssetList, AssetPage, AssetSummary, Channel, Permission, Slug, can},
    pages::{Refusal, Screen, Section, Visit, assets as shared},
    ui::{Column, EmptyState, Glyph, LinkButton, PageHeader, RowLink, Table, Tag, Time, Variant, counted},
};

pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    let granted: Granted<can::ViewAssets> = visit.enter().await?;
    let workspace = granted.workspace();
    let filter = shared::filter(&visit);
    let found = assets::list(&granted, AssetKind::Template, &filter).await?;
    let slugs: Vec<Slug> = found.rows.iter().map(|row| row.slug.clone()).collect();
    let uses: HashMap<Slug, i64> = templates::uses(&granted, &slugs).await?.into_iter().collect();
    let base = format!("/{}/templates", workspace.slug);
    let narrowed = filter.text.is_some() || filter.status.is_some() || filter.changed;
    let create = granted.may(Permission::EditAssets).then(|| {
        view! { <LinkButton href=format!("{base}/new") variant=Variant::Primary icon=Glyph::Plus>"New template"</LinkButton> }
            .into_any()
    });
    let nothing = found.rows.is_empty();
    let view = if nothing && !narrowed && filter.page == AssetPage::First {
        view! {
            <PageHeader title="Templates" description="What your messages say, on each channel."/>
            <EmptyState
                title="No templates yet"
                text="A template is what a message says: the subject and page of an e-mail, the lines of an inbox message. Workflows send it, filled with the data of each trigger."
                icon=Glyph::Template
                action=create
            />
        }
        .into_any()
    } else {
        view! {
            <PageHeader title="Templates" description="What your messages say, on each channel." actions=create/>
            {shared::filters(&base, &filter, "template")}
            {table(&found, &uses, &base, &visit)}
            {shared::pager(&visit, &filter, &found)}
        }
        .into_any()
    };
    Ok(Screen::in_workspace(workspace, Section::Templates, "Templates", view))
}

fn table(found: &AssetList, uses: &HashMap<Slug, i64>, base: &str, visit: &Visit) -> AnyView {
    if found.rows.is_empty() {
        let action = view! { <LinkButton href=base.to_owned()>"Show all templates"</LinkButton> };
        return view! { <EmptyState title="Nothing fits" text="No template fits this search and these filters." action/> }
            .into_any();
    }
    let columns = vec![
        Column::new("Template"),
        Column::new("Channels"),
        Column::new("Status"),
        Column::new("Used by").number().minor(),
        Column::new("Changed").minor(),
    ];
    let now = visit.now();
    let rows = found.rows.iter().map(|row| line(row, uses.get(&row.slug).copied().unwrap_or(0), base, now)).collect_view();
    view! { <Table caption="Templates" columns>{rows}</Table> }.into_any()
}

fn line(row: &AssetSummary, uses: i64, base: &str, now: i64) -> AnyView {
    let channels: Vec<Channel> = row.label.split(',').filter_map(Channel::parse).collect();
    let tags = channels
        .into_iter()
        .map(|channel| view! { <Tag icon=super::editor::glyph(channel)>{channel.label()}</Tag> })
        .collect_view();
    let used = match uses {
        0 => "–".to_owned(),
        uses => counted(uses, "workflow", "workflows"),
    };
    let (name, by, at) = (row.name.clone(), row.updated_by.clone(), row.updated_at);
    view! {
        <tr>
            <td><RowLink href=format!("{base}/{}", row.slug) note=row.slug.to_string()>{name}</RowLink></td>
            <td><span class="tags">{tags}</span></td>
            <td><span class="tags">{shared::state(row)}{shared::changes(row)}</span></td>
            <td class="num">{used}</td>
            <td><Time at now/> <small>{format!("by {by}")}</small></td>
        </tr>
    }
    .into_any()
}
