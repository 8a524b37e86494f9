//! Made-up screens, to see the furniture together.

use super::super::*;
use leptos::prelude::*;

fn framed(
    tone: &'static str,
    name: &'static str,
    current: &'static str,
    test_mode: bool,
    notice: Option<&str>,
    page: AnyView,
) -> AnyView {
    let item = |label: &'static str, icon| NavItem::new(label, "#", icon).current(label == current);
    let group = |label: &str, items| NavGroup { label: Some(label.to_owned()), items };
    let nav = vec![
        NavGroup {
            label: None,
            items: vec![
                item("Home", Glyph::Home),
                item("Workflows", Glyph::Workflow).count("14"),
                item("Templates", Glyph::Template).count("31"),
                item("Events", Glyph::Event),
                item("Broadcasts", Glyph::Broadcast),
            ],
        },
        group(
            "People",
            vec![
                item("Users", Glyph::Users),
                item("Objects", Glyph::Object),
                item("Lists", Glyph::List),
                item("Tenants", Glyph::Tenant),
            ],
        ),
        group(
            "Observe",
            vec![
                item("Requests", Glyph::Log),
                item("Executions", Glyph::Play),
                item("Messages", Glyph::Mail),
                item("Captured", Glyph::Eye),
                item("Analytics", Glyph::Analytics),
            ],
        ),
        group(
            "Developers",
            vec![
                item("API keys", Glyph::Key),
                item("Test mode", Glyph::Flask),
                item("Schemas", Glyph::Code),
                item("Translations", Glyph::Translate),
                item("Vendors", Glyph::Vendor),
            ],
        ),
    ];
    let banner = test_mode.then(|| {
        view! {
            <Banner title="Test mode is on." action=view! { <a href="#">"Open captured"</a> }>
                "Only testers receive messages. Today: 42 to testers, 18 diverted to qa@acme.dev, 311 captured."
            </Banner>
        }
    });
    view! {
        <Frame
            workspace_tone=tone
            place=name
            switcher=view! {
                <Switcher name note="Acme · eu">
                    <SwitcherList>
                        <SwitcherLink name="Sandbox" href="#" tone="grey" note="/sandbox"/>
                        <SwitcherLink name="Staging" href="#" tone="blue" note="/staging" current=true/>
                        <SwitcherLink name="Production" href="#" tone="red" note="/production"/>
                    </SwitcherList>
                    <MenuGroup/>
                    <MenuLink href="#" icon=Glyph::Clone>"Compare workspaces"</MenuLink>
                    <MenuLink href="#" icon=Glyph::Plus>"New workspace"</MenuLink>
                </Switcher>
            }
            search=view! { <SideSearch/> }
            nav
            account=view! { <AccountButton name="Ada Lovelace" note="Admin"><MenuLink href="#" icon=Glyph::User>"Your profile"</MenuLink></AccountButton> }
            banner
            notice=notice
        >
            {page}
        </Frame>
        <PaletteDialog/>
        <FormTemplates person="ada"/>
    }
    .into_any()
}

/// A workspace's home.
pub fn home() -> AnyView {
    let days: Vec<String> = (9..16).flat_map(|day| (0..4).map(move |part| format!("{day} Jun, {}:00", part * 6))).collect();
    let wave = |base: f64, swing: f64, at: f64| -> Vec<i64> {
        (0..28).map(|x| (base + swing * (f64::from(x) / 2.1 + at).sin() + f64::from(x) * base / 70.0) as i64).collect()
    };
    let series = vec![
        Series::new("E-mail", wave(420.0, 150.0, 0.0)),
        Series::new("Inbox", wave(210.0, 60.0, 1.2)),
        Series::new("SMS", wave(64.0, 20.0, 2.2)),
    ];
    let now = 1_750_000_000_000;
    let failure =
        move |slug: &'static str, to: &'static str, why: &'static str, tone: &'static str, state: &'static str, ago: i64| {
            view! {
                <tr>
                    <td><RowLink href="#" note=to>{slug}</RowLink></td>
                    <td>{why}</td>
                    <td><Pill tone>{state}</Pill></td>
                    <td class="num"><Time at=now - ago now/></td>
                </tr>
            }
        };
    let page = view! {
        <PageHeader
            title="Home"
            description="Last 7 days"
            actions=view! {
                <LinkButton href="#">"Compare workspaces"</LinkButton>
                <LinkButton href="#" variant="primary" icon=Glyph::Plus>"New workflow"</LinkButton>
            }
        />
        <div class="stack">
            <Stats>
                <Stat label="Sent" value=grouped(18_204) note="6.1% more than the week before"/>
                <Stat label="Delivered" value=grouped(17_911) note=share(17_911, 18_204)/>
                <Stat label="Seen" value=grouped(9_640) note=share(9_640, 17_911)/>
                <Stat label="Failed" value=grouped(293) note="0.4 points more" tone="bad" href="#"/>
            </Stats>
            <Panel title="Messages by channel" actions=view! { <Segmented label="Step" tabs=vec![Tab::new("Hourly", "#").current(true), Tab::new("Daily", "#")]/> }>
                <AreaChart label="Messages by channel" labels=days series/>
            </Panel>
            <Split aside=view! {
                <Panel title="Ready for Production?">
                    <p class="muted">"3 assets are ahead of Production."</p>
                    <Facts>
                        <Fact label="otp"><Pill tone="info">"2 versions ahead"</Pill></Fact>
                        <Fact label="order-shipped"><Pill tone="info">"1 version ahead"</Pill></Fact>
                        <Fact label="marketing"><Pill tone="warn">"Both changed"</Pill></Fact>
                    </Facts>
                    <Actions><LinkButton href="#" variant="primary">"Plan a promotion"</LinkButton></Actions>
                </Panel>
            }>
                <Panel title="Newest failures" flush=true actions=view! { <a href="#">"All messages"</a> }>
                    <Table caption="Newest failures" bare=true columns=[Column::new("Workflow"), Column::new("Why").minor(), Column::new("State"), Column::new("When").number()]>
                        {failure("order-shipped", "SMS to +1 555 ••• 0101", "Vendor refused the number: not a mobile", "warn", "Fell back to e-mail", 120_000)}
                        {failure("weekly-digest", "e-mail to a•••@example.com", "The variable tenant.support_url is missing", "bad", "Failed", 840_000)}
                        {failure("otp", "WhatsApp to +91 98••• ••210", "No WhatsApp vendor for tenant “north”", "bad", "Failed", 3_700_000)}
                    </Table>
                </Panel>
            </Split>
        </div>
    };
    framed("blue", "Staging", "Home", true, None, page.into_any())
}

/// A list.
pub fn things() -> AnyView {
    let now = 1_750_000_000_000;
    let rows = [
        ("Order shipped", "order-shipped", "ok", "Live", "7", "Transactional", 240_000),
        ("Weekly digest", "weekly-digest", "ok", "Live", "12", "Marketing", 7_200_000),
        ("One-time code", "otp", "info", "Draft of 3", "2", "Transactional", 90_000_000),
        ("Trial ends", "trial-ends", "plain", "Draft", "–", "Billing", 400_000_000),
        ("Payment failed", "payment-failed", "warn", "Will not send SMS", "4", "Billing", 900_000_000),
        ("Welcome", "welcome", "bad", "Failing", "1", "Transactional", 30_000_000_000),
    ];
    let rows = rows
        .into_iter()
        .map(|(name, slug, tone, state, version, category, ago)| {
            view! {
                <tr>
                    <td><RowLink href="#" note=slug>{name}</RowLink></td>
                    <td><Pill tone>{state}</Pill></td>
                    <td class="num">{version}</td>
                    <td>{category}</td>
                    <td><div class="person"><Avatar name="Ada Lovelace"/><span>"Ada Lovelace"</span></div></td>
                    <td class="num"><Time at=now - ago now/></td>
                </tr>
            }
        })
        .collect_view();
    let page = view! {
        <PageHeader
            title="Workflows"
            description="Who gets what, on which channel and when."
            actions=view! { <LinkButton href="#" variant="primary" icon=Glyph::Plus>"New workflow"</LinkButton> }
        />
        <FilterBar action="#" active=true>
            <FilterSearch label="Search workflows"/>
            <FilterSelect name="status" label="Status" any="Any status" choices=vec![Choice::new("live", "Live"), Choice::new("draft", "Draft")] value="live"/>
            <FilterSelect name="category" label="Category" any="Any category" choices=vec![Choice::new("t", "Transactional")]/>
        </FilterBar>
        <Table
            caption="Workflows"
            columns=[
                Column::new("Name").sort("?sort=name", Some(Sorted::Up)),
                Column::new("State"),
                Column::new("Version").number().minor(),
                Column::new("Category").minor(),
                Column::new("Changed by").minor(),
                Column::new("Changed").number().sort("?sort=changed", None),
            ]
        >
            {rows}
        </Table>
        <Pager older="?before=x" newer="?after=y" summary="6 of 14 workflows"/>
    };
    framed("red", "Production", "Workflows", false, Some("Order shipped was committed as version 8."), page.into_any())
}

/// A page about one thing, with tabs.
pub fn plan() -> AnyView {
    let row =
        |name: &'static str, kind: &'static str, tone: &'static str, state: &'static str, why: &'static str, ticked: bool| {
            view! {
                <tr>
                    <td class="cell-tick"><Tick name="take" value=name label=format!("Take {name}") checked=ticked/></td>
                    <td><RowLink href="#" note=kind>{name}</RowLink></td>
                    <td><Pill tone>{state}</Pill></td>
                    <td class="muted">{why}</td>
                    <td>"Live"</td>
                </tr>
            }
        };
    let page = view! {
        <PageHeader
            trail=vec![("Promotions".into(), "#".into())]
            title="Staging to Production"
            slug="plan_9f3c1a"
            status=view! { <Pill tone="warn">"Needs approval"</Pill> }
            description="5 assets. Planned by Ada 2 minutes ago. Expires in 24 h."
            actions=view! {
                <LinkButton href="#" icon=Glyph::Copy>"Copy link"</LinkButton>
                <LinkButton href="#">"Ask for approval"</LinkButton>
                <Submit variant="workspace">"Apply 4 to Production"</Submit>
            }
        />
        <Tabs label="Plan" tabs=vec![Tab::new("Assets", "#").count(5).current(true), Tab::new("Readiness", "#"), Tab::new("Left behind", "#"), Tab::new("History", "#")]/>
        <Split aside=view! {
            <Panel title="Will it send?">
                <p><Pill tone="bad">"1 problem"</Pill></p>
                <p class="muted">"order-shipped will not send SMS: Production has no SMS vendor. "<a href="#">"Add a vendor"</a></p>
            </Panel>
            <Panel title="Stays behind"><p class="muted">"Vendors, API keys, users, lists, logs and test mode. They never move."</p></Panel>
        }>
            <Table caption="Assets" columns=[Column::new("Take").silent(), Column::new("Asset"), Column::new("State"), Column::new("Needed by").minor(), Column::new("Lands as")]>
                {row("order-shipped", "workflow", "info", "Staging ahead, 1", "chosen by you", true)}
                {row("order-shipped", "template", "info", "Staging ahead, 2", "workflow order-shipped", true)}
                {row("order", "schema", "ok", "New here", "workflow order-shipped", true)}
                {row("marketing", "category", "warn", "Both changed", "chosen by you", false)}
            </Table>
        </Split>
    };
    framed("red", "Production", "Workflows", false, None, page.into_any())
}

/// Signing in.
pub fn sign_in() -> AnyView {
    view! {
        <BareFrame title="Sign in" description="to Acme" step=(1, 3) footer=view! { "No account yet? Ask a member to invite you." }>
            <Form action="/api/gallery/sign_in">
                <TextField name="email" label="E-mail" kind="email" required=true autocomplete="username" autofocus=true/>
                <SecretField name="password" label="Password"/>
                <Submit>"Sign in"</Submit>
            </Form>
            <OtherWays>
                <LinkButton href="#" icon=Glyph::Mail>"E-mail me a code"</LinkButton>
            </OtherWays>
        </BareFrame>
    }
    .into_any()
}

/// The gallery in its frame.
pub fn gallery() -> AnyView {
    framed("blue", "Staging", "Schemas", false, None, view! { <super::Gallery/> }.into_any())
}
