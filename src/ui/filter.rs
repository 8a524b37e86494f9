use super::{Choice, Glyph, Icon, Slot, Text, select::options};
use leptos::prelude::*;

/// The filters of a list: a form whose fields become the query of the address. Children are [`FilterSearch`] and
/// [`FilterSelect`].
#[component]
pub fn FilterBar(
    /// The list's own address without a query, which is also where "Clear" leads.
    #[prop(into)]
    action: String,
    /// Some filter is set, so there is something to clear.
    #[prop(optional)]
    active: bool,
    /// What the button says.
    #[prop(default = "Filter")]
    submit: &'static str,
    /// At the end of the row, such as an export.
    #[prop(optional, into)]
    end: Slot,
    children: Children,
) -> impl IntoView {
    let clear = active.then(|| view! { <a class="btn btn-quiet" href=action.clone()>"Clear"</a> });
    view! {
        <form class="filters" method="get" action=action.clone() role="search">
            {children()}
            <button type="submit" class="btn">{submit}</button>
            {clear}
            {end.take().map(|view| view! { <div class="filters-end">{view}</div> })}
        </form>
    }
    .into_any()
}

/// The text to look for. `/` focuses it.
#[component]
pub fn FilterSearch(
    #[prop(default = "q".to_owned(), into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional, into)] value: Text,
    #[prop(optional, into)] placeholder: Text,
) -> impl IntoView {
    let placeholder = placeholder.get().unwrap_or_else(|| label.clone());
    view! {
        <div class="filter-search">
            <Icon glyph=Glyph::Search/>
            <input class="input" type="search" name=name value=value.get() placeholder=placeholder aria-label=label autocomplete="off" data-search=""/>
        </div>
    }
    .into_any()
}

/// One of a few values; the empty first one means all of them.
#[component]
pub fn FilterSelect(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    /// What no choice says ("Any status").
    #[prop(into)]
    any: String,
    choices: Vec<Choice>,
    #[prop(optional, into)] value: Text,
) -> impl IntoView {
    let chosen = value.get().unwrap_or_default();
    view! {
        <select class="input" name=name aria-label=label data-set=(!chosen.is_empty()).then_some("")>
            <option value="" selected=chosen.is_empty()>{any}</option>
            {options(choices, &chosen)}
        </select>
    }
    .into_any()
}

/// Several of many values, in groups: a button that opens the list of them. Each one that is ticked is sent under the same name.
#[component]
pub fn FilterChecks(
    #[prop(into)] id: String,
    #[prop(into)] name: String,
    /// What no choice says ("Anything").
    #[prop(into)]
    any: String,
    /// What each group is called, and what is in it.
    groups: Vec<(String, Vec<Choice>)>,
    values: Vec<String>,
) -> impl IntoView {
    let chosen: Vec<String> = groups
        .iter()
        .flat_map(|(_, choices)| choices)
        .filter(|choice| values.contains(&choice.value))
        .map(|choice| choice.label.clone())
        .collect();
    let said = match chosen.as_slice() {
        [] => any,
        [one] => one.clone(),
        more => format!("{} chosen", more.len()),
    };
    let groups = groups
        .into_iter()
        .map(|(label, choices)| {
            let checks = choices
                .into_iter()
                .map(|choice| {
                    let checked = values.contains(&choice.value);
                    view! {
                        <label class="check">
                            <input type="checkbox" name=name.clone() value=choice.value checked=checked/>
                            <span>{choice.label}</span>
                        </label>
                    }
                })
                .collect_view();
            view! {
                <fieldset class="filter-group">
                    <legend class="menu-label">{label}</legend>
                    {checks}
                </fieldset>
            }
        })
        .collect_view();
    view! {
        <button type="button" class="input filter-checks" popovertarget=id.clone() data-set=(!chosen.is_empty()).then_some("")>
            <span>{said}</span>
            <Icon glyph=Glyph::ChevronDown/>
        </button>
        <div class="menu menu-below" id=id popover="auto">
            {groups}
            <div class="filter-apply"><button type="submit" class="btn btn-small">"Filter"</button></div>
        </div>
    }
    .into_any()
}

/// A day: where a span begins or ends.
#[component]
pub fn FilterDate(#[prop(into)] name: String, #[prop(into)] label: String, #[prop(optional, into)] value: Text) -> impl IntoView {
    view! {
        <label class="filter-date">
            <span>{label}</span>
            <input class="input" type="date" name=name value=value.get()/>
        </label>
    }
    .into_any()
}
