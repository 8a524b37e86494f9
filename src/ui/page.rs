use super::{Slot, Text};
use leptos::prelude::*;

/// The way back: every page above this one.
#[component]
pub fn Breadcrumbs(
    /// Name and address, the outermost first.
    trail: Vec<(String, String)>,
) -> impl IntoView {
    let links = trail.into_iter().map(|(label, href)| view! { <li><a href=href>{label}</a></li> }).collect_view();
    view! {
        <nav class="crumbs" aria-label="Breadcrumb">
            <ol>{links}</ol>
        </nav>
    }
    .into_any()
}

/// Title of the page, what it is about, and what can be done with it: the primary action last.
#[component]
pub fn PageHeader(
    #[prop(into)] title: String,
    /// The thing's slug or id, beside the title.
    #[prop(optional, into)]
    slug: Text,
    /// One line under the title.
    #[prop(optional, into)]
    description: Slot,
    /// Name and address of the pages above.
    #[prop(optional)]
    trail: Vec<(String, String)>,
    /// A pill or two beside the title.
    #[prop(optional, into)]
    status: Slot,
    #[prop(optional, into)] actions: Slot,
) -> impl IntoView {
    view! {
        <header class="page-head">
            {(!trail.is_empty()).then(|| view! { <Breadcrumbs trail/> })}
            <div class="page-head-row">
                <div class="page-head-words">
                    <div class="page-head-title">
                        <h1>{title}</h1>
                        {slug.get().map(|slug| view! { <code class="slug">{slug}</code> })}
                        {status.take()}
                    </div>
                    {description.take().map(|view| view! { <p>{view}</p> })}
                </div>
                {actions.take().map(|view| view! { <div class="actions">{view}</div> })}
            </div>
        </header>
    }
    .into_any()
}

/// A surface with a quiet border. With a title it has a heading of its own and room for a link or a button beside it.
#[component]
pub fn Panel(
    #[prop(optional, into)] title: Text,
    #[prop(optional, into)] description: Text,
    #[prop(optional, into)] actions: Slot,
    /// For what brings its own edges, such as a table.
    #[prop(optional)]
    flush: bool,
    #[prop(optional, into)] id: Text,
    children: Children,
) -> impl IntoView {
    let head = title.get().map(|title| {
        view! {
            <div class="panel-head">
                <div>
                    <h2>{title}</h2>
                    {description.get().map(|text| view! { <p>{text}</p> })}
                </div>
                {actions.take().map(|view| view! { <div class="actions">{view}</div> })}
            </div>
        }
    });
    view! {
        <section class="panel" id=id.get()>
            {head}
            <div class=if flush { "panel-flush" } else { "panel-body" }>{children()}</div>
        </section>
    }
    .into_any()
}

/// Panels below each other.
#[component]
pub fn Stack(children: Children) -> impl IntoView {
    view! { <div class="stack">{children()}</div> }
}

/// A wide column and a narrow one beside it; below each other on a phone.
#[component]
pub fn Split(#[prop(into)] aside: Slot, children: Children) -> impl IntoView {
    view! {
        <div class="split">
            <div class="stack">{children()}</div>
            <div class="stack">{aside.take()}</div>
        </div>
    }
    .into_any()
}
