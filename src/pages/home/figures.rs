//! How much was sent and what became of it: four figures and a chart.

use leptos::prelude::*;

use crate::{
    domain::analytics::{Figures, Measure, Range},
    model::{Workspace, WorkspaceKind},
    ui::{
        AreaChart, Mark, Panel, Segmented, Series, Slot, Sparkline, Stat, Stats, Tab, Tone, change, day, grouped, point, share,
        time_of_day, weekday,
    },
};

/// The links to look further back or not as far.
pub fn ranges(workspace: &Workspace, current: Range) -> AnyView {
    let tabs = Range::ALL
        .into_iter()
        .map(|range| {
            let label = match range {
                Range::Day => "24 h",
                Range::Week => "7 d",
                Range::Month => "30 d",
            };
            Tab::new(label, format!("/{}?range={}", workspace.slug, range.key())).current(range == current)
        })
        .collect();
    view! { <Segmented label="How far back" tabs/> }.into_any()
}

/// As it ends a sentence: "in the last 7 days".
fn past(range: Range) -> &'static str {
    match range {
        Range::Day => "in the last 24 hours",
        Range::Week => "in the last 7 days",
        Range::Month => "in the last 30 days",
    }
}

/// What a range is compared with.
fn before(range: Range) -> &'static str {
    match range {
        Range::Day => "the day before",
        Range::Week => "the week before",
        Range::Month => "the 30 days before",
    }
}

/// The place of the chart while nothing was ever sent.
pub fn nothing_yet() -> AnyView {
    let labels = vec![String::new(); 7];
    view! {
        <Panel title="Messages">
            <AreaChart label="Nothing was sent yet" labels series=vec![] quiet="The first message draws a line here."/>
        </Panel>
    }
    .into_any()
}

pub fn figures(workspace: &Workspace, range: Range, figures: &Figures) -> AnyView {
    let captured = workspace.kind == WorkspaceKind::Sandbox;
    let stats = (!figures.is_empty()).then(|| stats(workspace, range, figures, captured));
    let title = if captured { "Captured by channel" } else { "Sent by channel" };
    let whole_days = range == Range::Month;
    let labels = figures.parts.iter().map(|at| point(*at, whole_days)).collect();
    let channels = figures.channels();
    let series: Vec<Series> =
        channels.iter().map(|channel| Series::new(channel.label(), figures.line(Measure::Sent, Some(*channel)))).collect();
    let step = match range {
        Range::Day => "Hourly.",
        Range::Week => "Every six hours.",
        Range::Month => "Daily.",
    };
    // Whoever compares the figures should know why they differ.
    let description = if !captured && silent_mail(figures) {
        format!("{step} Mail servers do not tell what became of a message, so e-mail counts as sent and not as delivered.")
    } else {
        step.to_owned()
    };
    let quiet = format!("Nothing was {} {}.", if captured { "captured" } else { "sent" }, past(range));
    let marks = marks(range, &figures.parts);
    view! {
        {stats}
        <Panel title=title description>
            <AreaChart label=format!("{title} {}", past(range)) labels series marks open=true quiet/>
        </Panel>
    }
    .into_any()
}

/// Every fourth hour, every midnight, or every fifth day.
fn marks(range: Range, parts: &[i64]) -> Vec<Mark> {
    let last = parts.len().saturating_sub(1);
    let chosen = parts.iter().copied().enumerate();
    match range {
        Range::Day => chosen.filter(|(at, _)| (last - at).is_multiple_of(4)).map(|(at, ms)| (at, time_of_day(ms))).collect(),
        Range::Week => chosen.step_by(4).map(|(at, ms)| (at, weekday(ms))).collect(),
        Range::Month => chosen.filter(|(at, _)| (last - at).is_multiple_of(5)).map(|(at, ms)| (at, day(ms))).collect(),
    }
}

/// A figure of the row on top.
struct Figure {
    measure: Measure,
    label: &'static str,
    /// Fewer are better.
    bad: bool,
}

const fn figure(measure: Measure, label: &'static str) -> Figure {
    Figure { measure, label, bad: matches!(measure, Measure::Failed) }
}

const OUTSIDE: [Figure; 4] = [
    figure(Measure::Sent, "Sent"),
    figure(Measure::Delivered, "Delivered"),
    figure(Measure::Seen, "Seen"),
    figure(Measure::Failed, "Failed"),
];
/// A Sandbox delivers nothing.
const CAPTURED: [Figure; 4] = [
    figure(Measure::Sent, "Captured"),
    figure(Measure::Seen, "Seen"),
    figure(Measure::Skipped, "Skipped"),
    figure(Measure::Failed, "Failed"),
];

fn stats(workspace: &Workspace, range: Range, figures: &Figures, captured: bool) -> AnyView {
    let sent = figures.total(Measure::Sent);
    let stats = if captured { CAPTURED } else { OUTSIDE }
        .into_iter()
        .map(|figure| {
            let (now, then) = (figures.total(figure.measure), figures.before(figure.measure));
            let line = figures.line(figure.measure, None);
            let chart = (now > 0)
                .then(|| view! { <Sparkline label=format!("{} {}", figure.label, past(range)) values=line/> }.into_any());
            // Only what follows from being sent is a part of it.
            let follows = matches!(figure.measure, Measure::Delivered | Measure::Seen) && now > 0 && sent > 0;
            let part = follows.then(|| format!("{} of {}", share(now, sent), if captured { "captured" } else { "sent" }));
            let tone = match (figure.bad, now.cmp(&then)) {
                (true, std::cmp::Ordering::Greater) => Tone::Bad,
                _ => Tone::Plain,
            };
            let href = (figure.bad && now > 0).then(|| format!("/{}/messages?status=failed", workspace.slug));
            view! {
                <Stat
                    label=figure.label
                    value=grouped(now)
                    part
                    note=change(now, then, before(range))
                    tone
                    href
                    chart=chart.map_or_else(Slot::default, Slot::from)
                />
            }
        })
        .collect_view();
    view! { <Stats>{stats}</Stats> }.into_any()
}

/// E-mail went out, and nothing tells that it arrived.
fn silent_mail(figures: &Figures) -> bool {
    use crate::model::Channel::Email;
    let sum = |measure| figures.line(measure, Some(Email)).into_iter().sum::<i64>();
    sum(Measure::Sent) > 0 && sum(Measure::Delivered) == 0
}
