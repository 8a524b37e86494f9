//! Chooses what goes where: one asset («Clone»), or several.

use leptos::prelude::*;

use crate::{
    access::Granted,
    domain::{assets, workspaces},
    model::{AssetFilter, AssetKind, AssetSummary, Permission, Workspace, can},
    pages::{Refusal, Screen, Section, Visit},
    ui::*,
};

/// `/{workspace}/{kind}/{slug}/clone`: one asset, with what it needs.
pub async fn one(visit: Visit, kind: AssetKind) -> Result<Screen, Refusal> {
    let granted: Granted<can::ViewAssets> = visit.enter().await?;
    let asset = assets::find(&granted, kind, &visit.slug("slug")?).await?;
    let workspace = granted.workspace().clone();
    let targets = targets(&visit, &workspace).await?;
    let back = format!("/{}/{}/{}", workspace.slug, kind.plural(), asset.slug);
    let title = format!("Clone {}", asset.name);
    let section = if kind == AssetKind::Workflow { Section::Workflows } else { Section::Templates };
    let body = match asset.live_version {
        None => view! {
            <EmptyState
                title="Commit it first"
                text="What is cloned is the live version. This has none yet."
                icon=Glyph::Clone
                action=view! { <LinkButton href=back.clone() variant="primary">"Back to the draft"</LinkButton> }
            />
        }
        .into_any(),
        Some(version) => {
            let draft = asset.changed().then(|| {
                let text =
                    format!("The draft has changes that are not committed. They stay here; version {version} is what goes.");
                view! { <Callout tone="warn">{text}</Callout> }
            });
            let (slug, chosen, field, cancel) =
                (workspace.slug.to_string(), format!("{}/{}", kind.key(), asset.slug), target_field(&targets), back.clone());
            view! {
                <Panel>
                    {draft}
                    <Form action="/api/plans/create">
                        <Hidden name="workspace" value=slug/>
                        <Hidden name="chosen[0]" value=chosen/>
                        {field}
                        <Actions>
                            <Submit>"See the plan"</Submit>
                            <LinkButton href=cancel variant="quiet">"Cancel"</LinkButton>
                        </Actions>
                    </Form>
                </Panel>
            }
            .into_any()
        }
    };
    let trail =
        vec![(plural_label(kind).to_owned(), format!("/{}/{}", workspace.slug, kind.plural())), (asset.name.clone(), back)];
    Ok(Screen::in_workspace(
        &workspace,
        section,
        title.clone(),
        view! {
            <PageHeader title trail description="You see what will change before anything is written."/>
            {body}
        },
    ))
}

pub async fn workflow(visit: Visit) -> Result<Screen, Refusal> {
    one(visit, AssetKind::Workflow).await
}

pub async fn template(visit: Visit) -> Result<Screen, Refusal> {
    one(visit, AssetKind::Template).await
}

/// `/{workspace}/promotions/new`: several assets at once.
pub async fn several(visit: Visit) -> Result<Screen, Refusal> {
    let granted: Granted<can::ViewAssets> = visit.enter().await?;
    let workspace = granted.workspace().clone();
    let targets = targets(&visit, &workspace).await?;
    let mut rows = Vec::new();
    for kind in AssetKind::ALL.iter().rev() {
        rows.extend(assets::list(&granted, *kind, &AssetFilter::default()).await?.rows);
    }
    rows.retain(|asset: &AssetSummary| asset.live_version.is_some());
    let body = if rows.is_empty() {
        view! {
            <EmptyState
                title="Nothing to promote yet"
                text="Only live versions go to another workspace. Commit a template or a workflow first."
                icon=Glyph::Clone
                action=view! { <LinkButton href=format!("/{}/workflows", workspace.slug) variant="primary">"Go to the workflows"</LinkButton> }
            />
        }
        .into_any()
    } else {
        let slug = workspace.slug.to_string();
        let cancel = format!("/{slug}/promotions");
        let list = rows.into_iter().enumerate().map(|(at, asset)| row(&workspace, at, asset)).collect_view();
        view! {
            <Form action="/api/plans/create" id="promote">
                <Hidden name="workspace" value=slug/>
                <Table caption="Live assets" columns=[Column::new("Chosen").silent(), Column::new("Asset"), Column::new("Kind"), Column::new("Live").number()]>{list}</Table>
                {target_field(&targets)}
                <Actions>
                    <Submit>"See the plan"</Submit>
                    <LinkButton href=cancel variant="quiet">"Cancel"</LinkButton>
                </Actions>
            </Form>
        }
        .into_any()
    };
    Ok(Screen::in_workspace(
        &workspace,
        Section::Promotions,
        "Promote",
        view! {
            <PageHeader
                title=format!("Promote from {}", workspace.name)
                description="Choose what goes. What it needs is added by itself."
                trail=vec![("Promotions".to_owned(), format!("/{}/promotions", workspace.slug))]
            />
            {body}
        },
    ))
}

fn row(workspace: &Workspace, at: usize, asset: AssetSummary) -> AnyView {
    let value = format!("{}/{}", asset.kind.key(), asset.slug);
    let href = format!("/{}/{}/{}", workspace.slug, asset.kind.plural(), asset.slug);
    view! {
        <tr>
            <td class="cell-tick"><Tick name=format!("chosen[{at}]") value label=format!("Promote {}", asset.name)/></td>
            <td><a href=href>{asset.name}</a></td>
            <td>{asset.kind.key()}</td>
            <td class="num">{asset.live_version}</td>
        </tr>
    }
    .into_any()
}

/// Where it can go: every other workspace that the role may promote to.
async fn targets(visit: &Visit, from: &Workspace) -> Result<Vec<Workspace>, Refusal> {
    let (all, rights) = (workspaces::list(&visit.caller).await?, &visit.caller.person()?.rights);
    Ok(all.into_iter().filter(|to| to.id != from.id && rights.allow(Permission::ApplyPlans, to)).collect())
}

fn target_field(targets: &[Workspace]) -> AnyView {
    let choices: Vec<Choice> = targets
        .iter()
        .map(|workspace| Choice::new(workspace.slug.to_string(), workspace.name.clone()).help(workspace.description.clone()))
        .collect();
    view! { <RadioGroup name="target" label="To which workspace" choices/> }.into_any()
}

fn plural_label(kind: AssetKind) -> &'static str {
    match kind {
        AssetKind::Workflow => "Workflows",
        AssetKind::Template => "Templates",
    }
}
