//! All templates of a workspace.

use std::collections::HashMap;

use leptos::prelude::*;

use crate::{
    access::Granted,
    domain::{assets, templates},
    model::{
        AssetCursor, AssetFilter, AssetKind, AssetList, AssetPage, AssetStatus, AssetSummary, Channel, Permission, Slug, can,
    },
    pages::{Refusal, Screen, Section, Visit},
    ui::{
        Choice, Column, EmptyState, FilterBar, FilterSearch, FilterSelect, Glyph, LinkButton, PageHeader, Pager, Pill, RowLink,
        Table, Tag, Time, Tone, Variant,
    },
};

pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    let granted: Granted<can::ViewAssets> = visit.enter().await?;
    let workspace = granted.workspace();
    let filter = filter(&visit);
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
            {filters(&base, &filter, narrowed)}
            {table(found, &uses, &base, &visit)}
        }
        .into_any()
    };
    Ok(Screen::in_workspace(workspace, Section::Templates, "Templates", view))
}

fn filter(visit: &Visit) -> AssetFilter {
    let cursor = |name: &str| visit.query(name).and_then(|text| text.parse::<AssetCursor>().ok());
    AssetFilter {
        text: visit.query("q").map(str::to_owned),
        status: visit.query("status").and_then(AssetStatus::parse),
        changed: visit.query("changed").is_some(),
        page: match (cursor("after"), cursor("before")) {
            (Some(after), _) => AssetPage::After(after),
            (None, Some(before)) => AssetPage::Before(before),
            (None, None) => AssetPage::First,
        },
        ..AssetFilter::default()
    }
}

fn filters(base: &str, filter: &AssetFilter, narrowed: bool) -> AnyView {
    let (text, status, changed) = (filter.text.clone(), filter.status.map(AssetStatus::key), filter.changed.then_some("yes"));
    let statuses = AssetStatus::ALL.iter().map(|status| Choice::new(status.key(), status.label())).collect::<Vec<_>>();
    view! {
        <FilterBar action=base.to_owned() active=narrowed>
            <FilterSearch label="Find a template" value=text/>
            <FilterSelect name="status" label="Status" any="Any status" choices=statuses value=status/>
            <FilterSelect
                name="changed"
                label="Changes"
                any="Committed or not"
                choices=vec![Choice::new("yes", "With changes")]
                value=changed
            />
        </FilterBar>
    }
    .into_any()
}

fn table(found: AssetList, uses: &HashMap<Slug, i64>, base: &str, visit: &Visit) -> AnyView {
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
    let to = |name: &str, cursor: &Option<AssetCursor>| cursor.as_ref().map(|cursor| visit.turned(name, cursor));
    view! {
        <Table caption="Templates" columns>{rows}</Table>
        <Pager newer=to("before", &found.before) older=to("after", &found.after)/>
    }
    .into_any()
}

fn line(row: &AssetSummary, uses: i64, base: &str, now: i64) -> AnyView {
    let channels: Vec<Channel> = row.label.split(',').filter_map(Channel::parse).collect();
    let tags = channels
        .into_iter()
        .map(|channel| view! { <Tag icon=super::editor::glyph(channel)>{channel.label()}</Tag> })
        .collect_view();
    let used = match uses {
        0 => "–".to_owned(),
        1 => "1 workflow".to_owned(),
        count => format!("{count} workflows"),
    };
    let (name, by, at) = (row.name.clone(), row.updated_by.clone(), row.updated_at);
    view! {
        <tr>
            <td><RowLink href=format!("{base}/{}", row.slug) note=row.slug.to_string()>{name}</RowLink></td>
            <td><span class="tags">{tags}</span></td>
            <td>{status(row)}</td>
            <td class="num">{used}</td>
            <td><Time at now/> <small>{format!("by {by}")}</small></td>
        </tr>
    }
    .into_any()
}

fn status(row: &AssetSummary) -> AnyView {
    let status = AssetStatus::of(row.live_version, row.enabled);
    let tone = match status {
        AssetStatus::Live => Tone::Ok,
        AssetStatus::Draft => Tone::Plain,
        AssetStatus::Disabled => Tone::Warn,
    };
    let changed = row.changed && row.live_version.is_some();
    view! {
        <Pill tone>{status.label()}</Pill>
        {changed.then(|| view! { " " <Pill tone=Tone::Info>"Changes"</Pill> })}
    }
    .into_any()
}
