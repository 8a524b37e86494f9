use super::super::*;
use leptos::prelude::*;

const BEFORE: &str = "<h1>Hello {{user.name}}</h1>\n<p>Your order is on its way.</p>\n{{#each data.order.lines}}\n  <li>{{this.title}}</li>\n{{/each}}\n";
const AFTER: &str = "<h1>Hello {{user.name}}</h1>\n<p>Order {{data.order.number}} left our warehouse.</p>\n<p>It should reach you soon.</p>\n{{#each data.order.lines}}\n  <li>{{this.title}}</li>\n{{/each}}\n";
const JSON: &str = "{\n  \"workflow\": \"order-shipped\",\n  \"recipients\": [\"ada\", \"max\"],\n  \"data\": { \"total\": 42.5, \"gift\": false }\n}";

pub(super) fn all() -> AnyView {
    let hours: Vec<String> = (0..24).map(|hour| format!("{hour}:00")).collect();
    let wave = |base: i64, swing: f64, at: f64| -> Vec<i64> {
        (0..24).map(|hour| base + (swing * (f64::from(hour) / 3.4 + at).sin()) as i64 + i64::from(hour) * base / 60).collect()
    };
    let series = move || {
        vec![
            Series::new("E-mail", wave(420, 160.0, 0.0)),
            Series::new("Inbox", wave(230, 70.0, 1.2)),
            Series::new("SMS", wave(60, 20.0, 2.2)),
        ]
    };
    let bar_hours = hours.clone();
    let bar = |label: &str, value| Bar { label: label.into(), value, href: Some("#".into()) };
    let now = 1_750_000_000_000;
    view! {
        <Callout tone="warn" title="SMS will not send in Staging" action=view! { <LinkButton href="#" small=true>"Add a vendor"</LinkButton> }>
            "There is no SMS vendor here."
        </Callout>
        <Callout>"Slugs can not be changed later: they are how assets find each other across workspaces."</Callout>
        <Callout tone="bad" title="The last run failed">"The vendor refused the key."</Callout>
        <Callout tone="ok" title="Ready">"Everything this workflow needs is here."</Callout>
        <Panel title="Charts" actions=view! { <Segmented label="Step" tabs=vec![Tab::new("Hourly", "#").current(true), Tab::new("Daily", "#")]/> }>
            <AreaChart label="Messages by channel, hourly" labels=hours series=series()/>
        </Panel>
        <div class="form-row">
            <Panel title="Bars"><BarChart label="Messages by channel" labels=bar_hours series=series()/></Panel>
            <Panel title="Busiest workflows">
                <BarList bars=vec![bar("order-shipped", 9_412), bar("weekly-digest", 5_120), bar("otp", 1_204), bar("welcome", 18)]/>
            </Panel>
        </div>
        <div class="form-row">
            <Panel title="Timeline">
                <Timeline>
                    <TimelineItem title="Request accepted" tone="ok" time=view! { <Time at=now - 90_000 now/> } note="Key “backend”, idempotency key 7f3c."/>
                    <TimelineItem title="Waited 30 minutes" icon=Glyph::Clock time="30 min"/>
                    <TimelineItem title="SMS not sent" tone="warn" time="84 ms" note="No SMS vendor in Staging.">
                        <CodeView code=JSON json=true title="Payload"/>
                    </TimelineItem>
                    <TimelineItem title="E-mail failed" tone="bad" time="1.2 s" note="The vendor answered 421: try later."/>
                </Timeline>
            </Panel>
            <Panel title="Facts">
                <Facts>
                    <Fact label="Id"><code>"wf_01J8Z9Q4"</code></Fact>
                    <Fact label="Category">"Transactional"</Fact>
                    <Fact label="Changed">"4 min ago by "<a href="#">"Ada"</a></Fact>
                </Facts>
                <Progress label="Importing users" done=1_204 total=5_000 note="About 2 minutes left."/>
                <CopyField label="Link to this plan" value="https://belfry.example/plans/plan_9f3c1a"/>
                <SecretOnce label="API key" value="bk_live_5mSxJ0T8Xy3q7vZK2wQn"/>
                <CodeList label="Recovery codes" codes=vec!["4f7c-9k2d".into(), "a81s-0qpe".into(), "kk3m-72vx".into(), "p0d4-h6zt".into()]/>
            </Panel>
        </div>
        <Panel title="Difference" flush=true><Diff label="order-shipped, e-mail" rows=diff_rows(BEFORE, AFTER)/></Panel>
        <Panel title="Side by side" flush=true>
            <SideBySide label="order-shipped, e-mail" before="Production, version 4" after="Staging, version 5" rows=diff_rows(BEFORE, AFTER)/>
        </Panel>
        <Panel flush=true>
            <EmptyState
                icon=Glyph::Workflow
                title="No workflows yet"
                text="A workflow says who gets what, on which channel and when. Start from a sample or from nothing."
                action=view! { <LinkButton href="#" variant="primary" icon=Glyph::Plus>"New workflow"</LinkButton> }
            />
        </Panel>
    }
    .into_any()
}
