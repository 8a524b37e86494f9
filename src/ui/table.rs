use super::{Glyph, Icon, Slot, Text};
use leptos::prelude::*;

/// Which way a column is sorted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Sorted {
    Up,
    Down,
}

/// The head of one column.
#[derive(Clone, Debug, Default)]
pub struct Column {
    label: String,
    number: bool,
    minor: bool,
    silent: bool,
    sort: Option<(String, Option<Sorted>)>,
}

impl Column {
    pub fn new(label: impl Into<String>) -> Self {
        Self { label: label.into(), ..Self::default() }
    }

    /// Holds numbers: aligned to the right.
    pub fn number(mut self) -> Self {
        self.number = true;
        self
    }

    /// Left out on a phone. The row's own page has it.
    pub fn minor(mut self) -> Self {
        self.minor = true;
        self
    }

    /// The label is only for screen readers, as for a column of buttons.
    pub fn silent(mut self) -> Self {
        self.silent = true;
        self
    }

    /// The head is a link that sorts; `now` when the list is sorted by it.
    pub fn sort(mut self, href: impl Into<String>, now: Option<Sorted>) -> Self {
        self.sort = Some((href.into(), now));
        self
    }
}

impl From<&str> for Column {
    fn from(label: &str) -> Self {
        Self::new(label)
    }
}

/// The columns of a table: an array of labels, or of [`Column`]s.
pub struct Columns(Vec<Column>);

impl<C: Into<Column>, const N: usize> From<[C; N]> for Columns {
    fn from(columns: [C; N]) -> Self {
        Self(columns.into_iter().map(Into::into).collect())
    }
}

impl From<Vec<Column>> for Columns {
    fn from(columns: Vec<Column>) -> Self {
        Self(columns)
    }
}

/// A table whose head stays in sight. The children are its rows (`<tr>`).
///
/// Cells that hold numbers take the class `num`. A [`RowLink`] in one cell makes the whole row the link.
#[component]
pub fn Table(
    /// What it lists, for screen readers.
    #[prop(into)]
    caption: String,
    #[prop(into)] columns: Columns,
    /// Stands on the page itself, without a border of its own, as inside a [`Panel`](super::Panel).
    #[prop(optional)]
    bare: bool,
    children: Children,
) -> impl IntoView {
    let minor: Vec<String> = (1..).zip(&columns.0).filter(|(_, column)| column.minor).map(|(at, _)| at.to_string()).collect();
    let numbers: Vec<String> = (1..).zip(&columns.0).filter(|(_, column)| column.number).map(|(at, _)| at.to_string()).collect();
    let heads = columns.0.into_iter().map(head).collect_view();
    view! {
        <div class=if bare { "table-wrap table-bare" } else { "table-wrap" }>
            <table class="data-table" data-minor=(!minor.is_empty()).then(|| minor.join(" ")) data-numbers=(!numbers.is_empty()).then(|| numbers.join(" "))>
                <caption class="sr-only">{caption}</caption>
                <thead>
                    <tr>{heads}</tr>
                </thead>
                <tbody>{children()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn head(column: Column) -> AnyView {
    let sort = column.sort.as_ref().and_then(|(_, now)| *now).map(|now| match now {
        Sorted::Up => "ascending",
        Sorted::Down => "descending",
    });
    let glyph = if sort == Some("ascending") { Glyph::ArrowUp } else { Glyph::ArrowDown };
    let label = match column.sort {
        Some((href, _)) => view! { <a href=href>{column.label}{sort.map(|_| view! { <Icon glyph/> })}</a> }.into_any(),
        None if column.silent => view! { <span class="sr-only">{column.label}</span> }.into_any(),
        None => column.label.into_any(),
    };
    view! { <th scope="col" aria-sort=sort>{label}</th> }.into_any()
}

/// The link of a table row: the whole row leads there. `note` is a second, quieter line.
#[component]
pub fn RowLink(#[prop(into)] href: String, #[prop(optional, into)] note: Text, children: Children) -> impl IntoView {
    view! {
        <a class="row-link" href=href>{children()}</a>
        {note.get().map(|note| view! { <small>{note}</small> })}
    }
    .into_any()
}

/// Where to go on in a long list. Nothing is shown when there is neither way.
#[component]
pub fn Pager(
    /// The address of the page with newer rows, and of the one with older rows.
    #[prop(optional, into)]
    newer: Text,
    #[prop(optional, into)] older: Text,
    /// What is on this page ("50 messages").
    #[prop(optional, into)]
    summary: Text,
    /// What the two ways are called, when the list is not sorted by time.
    #[prop(default = ("Newer", "Older"))]
    words: (&'static str, &'static str),
) -> impl IntoView {
    if !(newer.is_some() || older.is_some() || summary.is_some()) {
        return ().into_any();
    }
    let step = |href: Option<String>, label: &'static str, rel: &'static str| {
        href.map(|href| view! { <a class="btn btn-small" rel=rel href=href>{label}</a> })
    };
    view! {
        <nav class="pager" aria-label="Pages">
            <span class="pager-summary">{summary.get()}</span>
            {step(newer.get(), words.0, "prev")}
            {step(older.get(), words.1, "next")}
        </nav>
    }
    .into_any()
}

/// A cell with what can be done to the row, at its end.
#[component]
pub fn ActionCell(#[prop(optional, into)] actions: Slot) -> impl IntoView {
    view! { <td class="cell-actions"><div class="actions">{actions.take()}</div></td> }.into_any()
}
