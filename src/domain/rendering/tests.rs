//! The rules of the language, and its bounds.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

const NOW: i64 = 1_793_610_000_000;

fn scope(data: Value) -> RenderScope {
    let Value::Object(data) = data else { panic!("data is an object") };
    RenderScope::new(data, NOW).recipient(person(
        Some("u1"),
        json!({"name": "Ada"}).as_object().unwrap(),
        &["ada@example.com".to_owned()],
    ))
}

fn inbox(body: &str) -> VariantContent {
    VariantContent::Inbox(InboxContent { body: body.to_owned(), ..Default::default() })
}

fn email(html: &str) -> EmailContent {
    EmailContent { subject: "S".to_owned(), html: html.to_owned(), ..Default::default() }
}

/// The body of an inbox message: a text field.
fn text(source: &str, data: Value) -> Result<String, String> {
    match render(&inbox(source), &scope(data)) {
        Ok(Rendered::Inbox { body, .. }) => Ok(body),
        Ok(other) => panic!("{other:?}"),
        Err(problem) => Err(problem.message),
    }
}

fn html(source: &str, data: Value) -> String {
    match render(&VariantContent::Email(email(source)), &scope(data)).unwrap() {
        Rendered::Email { html, .. } => html,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn shows(source: &str, data: Value, wanted: &str) {
    assert_eq!(text(source, data).as_deref(), Ok(wanted), "{source}");
}

#[track_caller]
fn fails(source: &str, data: Value, wanted: &str) {
    let error = text(source, data).expect_err(source);
    assert!(error.contains(wanted), "{source}: {error}");
}

#[test]
fn variables_show_their_values() {
    shows(
        "Hi {{name}}, {{order.items.[1].title}}",
        json!({"name": "Ada", "order": {"items": [{}, {"title": "Tea"}]}}),
        "Hi Ada, Tea",
    );
    shows("{{[first name]}} {{n}} {{f}} {{t}}", json!({"first name": "A", "n": 5, "f": 2.5, "t": true}), "A 5 2.5 true");
    shows(
        "{{$recipient.name}} {{$recipient.distinct_id}} {{$recipient.email}} {{$recipient.$email.[0]}}",
        json!({}),
        "Ada u1 ada@example.com ada@example.com",
    );
    shows("{{$brand.tenant_id}} {{$tenant.tenant_id}}", json!({"$brand": {"tenant_id": "forged"}}), "default default");
    shows("[{{nothing}}{{no.thing.at.all}}]", json!({}), "[]");
    shows("\\{{name}} is text", json!({"name": "x"}), "{{name}} is text");
}

#[test]
fn html_escapes_and_text_does_not() {
    let data = json!({"x": "<b>\"&"});
    assert_eq!(
        html("<p>{{x}} {{{x}}} {{uppercase x}}</p>", data.clone()),
        "<p>&lt;b&gt;&quot;&amp; <b>\"& &lt;B&gt;&quot;&amp;</p>"
    );
    shows("{{x}}", data, "<b>\"&");
}

#[test]
fn blocks_decide_repeat_and_step_in() {
    let data = json!({"items": [{"n": 1}, {"n": 2}], "user": {"name": "Ada"}, "no": [], "yes": true, "zero": 0});
    shows("{{#each items}}{{@index}}:{{n}}{{#unless @last}},{{/unless}}{{/each}}", data.clone(), "0:1,1:2");
    shows("{{#each items as |item i|}}{{i}}{{item.n}}{{../user.name}} {{/each}}", data.clone(), "01Ada 12Ada");
    shows("{{#each no}}x{{else}}none{{/each}}{{#each user}}{{@key}}={{this}}{{/each}}", data.clone(), "nonename=Ada");
    shows("{{#with user}}{{name}} {{@root.yes}}{{/with}}", data.clone(), "Ada true");
    shows("{{#with user as |u|}}{{u.name}}{{/with}}{{#with no}}x{{else}}y{{/with}}", data.clone(), "Aday");
    shows(
        "{{#if no}}a{{else if yes}}b{{else}}c{{/if}}{{#if zero}}x{{/if}}{{#if zero includeZero=true}}0{{/if}}",
        data.clone(),
        "b0",
    );
    shows("{{#items}}{{n}}{{/items}}{{#user}}{{name}}{{/user}}{{#yes}}!{{/yes}}", data.clone(), "12Ada!");
    shows("{{#each (unique items \"n\")}}{{this}};{{/each}}", data, "1;2;");
}

#[test]
fn helpers_do_what_they_say() {
    let data = json!({"name": "ada", "e": "", "n": 3, "s": "4", "list": ["a", "b", "a"], "cities": [{"c": "X"}, {"c": "Y"}, {"c": "X"}], "o": {"k": 1}});
    for (source, wanted) in [
        (r#"{{default missing "you"}}{{default e "!"}}{{default name "?"}}"#, "you!ada"),
        ("{{uppercase name}} {{capitalize name}} {{lowercase \"ABC\"}} {{uppercase n}}", "ADA Ada abc"),
        ("{{add 9 4}} {{subtract n 1}} {{multiply s n}} {{divide 14 4}} {{mod 14 4}} {{add 0.1 0.2}}", "13 2 12 3.5 2 0.3"),
        ("{{round 12.5}} {{round (divide 15 4)}} {{round 1.005 1}}", "13 4 1"),
        ("{{join list}} {{join list '-'}} {{join (unique cities \"c\")}}", "a, b, a a-b-a X, Y"),
        ("{{length list}} {{length name}} {{length n}}", "3 3 0"),
        ("{{itemAt list 1}}{{itemAt list 9}}{{itemAt (unique cities \"c\") 0}}", "bX"),
        ("{{unique list}}", "a, b"),
        (
            r#"{{#compare n "==" "3"}}yes{{else}}no{{/compare}} {{#compare n "===" "3"}}yes{{else}}no{{/compare}} {{#compare s ">" n}}more{{/compare}}"#,
            "yes no more",
        ),
        ("{{#if (eq n 3)}}a{{/if}}{{#if (and n (not e))}}b{{/if}}{{#if (or e (gt n 5))}}c{{/if}}", "ab"),
        ("{{lookup list 1}}{{lookup o 'k'}}{{jsonStringify o}}", "b1{\"k\":1}"),
        (
            r#"{{datetime-format "now" "D MMM YYYY, HH:mm"}} {{datetime-format "now" "HH:mm z" "Europe/Madrid"}}"#,
            "2 Nov 2026, 09:00 10:00 CET",
        ),
    ] {
        shows(source, data.clone(), wanted);
    }
    shows("{{length}} {{round}}", json!({"length": 5, "round": "x"}), "5 x");
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    for (source, wanted) in [
        ("Hello\n  {{#if a}}x", "Line 2, column 3: {{#if}} is not closed. Add {{/if}}."),
        ("{{/if}}", "closes nothing"),
        ("{{#if a}}{{#each b}}{{/if}}{{/each}}", "{{/if}} stands where {{/each}} is expected."),
        ("a\nb {{name", "Line 2, column 3: These {{ have no }}."),
        ("{{> footer}}", "Partials"),
        ("{{#*inline \"x\"}}y{{/inline}}", "Partials"),
        ("{{shout name}}", "Line 1, column 1: There is no helper “shout”."),
        ("{{#shout name}}{{/shout}}", "no helper “shout”"),
        ("{{if a}}", "if is a block"),
        ("{{^a}}{{/a}}", "{{#unless a}}"),
        ("{{else}}", "outside of a block"),
        ("{{log \"x\"}}", "no helper “log”"),
        ("{{}}", "no name"),
        ("x {{a b=}} y", "Line 1, column"),
        ("{{!-- a }}", "comment is not closed"),
        ("{{#if a b}}{{/if}}", "if takes one value"),
        ("{{add a 1}}", "add needs a number, and a has no value"),
        ("\n{{divide 1 0}}", "Line 2, column 1: divide can not divide by 0."),
        ("{{datetime-format a \"YYYY\"}}", "needs a date"),
        ("{{datetime-format \"now\" \"YYYY\" \"Mars\"}}", "no time zone"),
        ("{{list.length}}", "{{length items}}"),
        ("{{round 1 2 3 4}}{{#compare 1 \"~\" 2}}{{/compare}}", "compare does not know “~”"),
    ] {
        fails(source, json!({"list": [1]}), wanted);
    }
}

#[test]
fn braces_in_data_stay_braces() {
    let data = json!({"x": "{{name}} {{#each items}}{{{y}}}", "name": "never", "list": ["{{name}}"]});
    shows(
        "{{x}}|{{{x}}}|{{uppercase x}}|{{join list}}|{{default missing x}}",
        data.clone(),
        "{{name}} {{#each items}}{{{y}}}|{{name}} {{#each items}}{{{y}}}|{{NAME}} {{#EACH ITEMS}}{{{Y}}}|{{name}}|{{name}} {{#each items}}{{{y}}}",
    );
    assert!(!html("{{x}}{{{x}}}", data).contains("never"));
}

#[test]
fn a_rendering_always_ends() {
    let many: Vec<u32> = (0..1_000).collect();
    let long = json!({"a": many, "big": "x".repeat(400_000), "longer": (0..1_001).collect::<Vec<u32>>()});
    fails("{{#each longer}}{{/each}}", long.clone(), "at most 1000 times");
    fails("{{#each a}}{{#each ../a}}{{#each ../../a}}{{/each}}{{/each}}{{/each}}", long.clone(), "too many steps");
    fails("{{big}}{{big}}", long.clone(), "larger than 512 kB");
    fails("{{#each a}}{{#if (eq ../big ../big)}}{{/if}}{{/each}}", long.clone(), "too many steps");
    fails("{{#each a}}{{#with (default ../big 1)}}{{/with}}{{/each}}", long, "too many steps");
    fails(&"{{#if a}}".repeat(100), json!({}), "at most 32 times");
    fails(&format!("{{{{add {}1{}}}}}", "(add 1 ".repeat(40), ")".repeat(40)), json!({}), "at most");
    fails(&format!("{{{{join {}}}}}", "a ".repeat(100)), json!({}), "at most 64 values");
    for deep in ["(", "[", "{", "{{#if a}}", "{{#", "{{(", "(a ", "\"", "{{\"}}\" ("] {
        assert!(text(&format!("{{{{{}", deep.repeat(20_000)), json!({})).is_err(), "{deep}");
    }
    fails(&"x".repeat(600_000), json!({}), "512 kB");
}

#[test]
fn a_preview_names_what_is_missing_and_goes_on() {
    let content = VariantContent::Email(EmailContent {
        subject: "{{who}}\r\nBcc: x".to_owned(),
        preheader: "Pre".to_owned(),
        html: "<p>\n{{#each list}}{{price}}{{/each}} {{default a 1}} {{#if b}}{{/if}}<a href=\"{{link}}\">x</a></p>".to_owned(),
        text: "{{#if}}".to_owned(),
    });
    let (rendered, problems) = preview(&content, &scope(json!({"list": [{}], "link": "javascript:alert(1)"})));
    let Rendered::Email { subject, html, .. } = rendered else { panic!() };
    assert_eq!(subject, "Bcc: x");
    assert!(html.contains("<a href=\"#\">"), "{html}");
    let told: Vec<_> = problems
        .iter()
        .map(|p| (p.at.as_str(), p.fatal, p.message.split_once(':').map_or(p.message.as_str(), |m| m.0)))
        .collect();
    assert_eq!(
        told,
        [
            ("subject", false, "Line 1, column 1"),
            ("html", false, "Line 2, column 15"),
            ("html", false, "The link “javascript"),
            ("text", true, "Line 1, column 1"),
        ]
    );
    assert!(problems[1].message.contains("price is not in the mock data"));
}

#[test]
fn a_mail_has_its_preheader_and_its_text() {
    let mut content =
        email("<!DOCTYPE html><html><head><title>t</title></head><body class=\"x\"><p>Hi {{name}}</p></body></html>");
    content.preheader = "Soon <here>".to_owned();
    let Rendered::Email { html, text, .. } = render(&VariantContent::Email(content), &scope(json!({"name": "A & B"}))).unwrap()
    else {
        panic!()
    };
    assert!(html.contains("<body class=\"x\"><div style=\"display:none"), "{html}");
    assert!(html.contains("Soon &lt;here&gt;"));
    assert_eq!(text, "Hi A & B");
    assert_eq!(with_preheader("<p>x</p>".to_owned(), ""), "<p>x</p>");
    assert!(with_preheader("<p>x</p>".to_owned(), "P").starts_with("<div style"));
}

#[test]
fn an_inbox_link_that_runs_code_is_taken_out() {
    let content = VariantContent::Inbox(InboxContent { header: " A\nB ".into(), body: "b".into(), action_url: "{{u}}".into() });
    let at = |u: &str| match render(&content, &scope(json!({"u": u}))).unwrap() {
        Rendered::Inbox { action_url, header, .. } => {
            assert_eq!(header, "A B");
            action_url
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(at("https://a.example/?a=1&b=2"), "https://a.example/?a=1&b=2");
    assert_eq!(at("java\tscript:alert(1)"), "");
}

/// Pieces that templates are made of, right and wrong ones.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z \n<>\"'=&]{0,6}",
        Just("{{a}}".to_owned()),
        Just("{{{b.c}}}".to_owned()),
        Just("{{#if a}}".to_owned()),
        Just("{{/if}}".to_owned()),
        Just("{{#each l}}".to_owned()),
        Just("{{/each}}".to_owned()),
        Just("{{else}}".to_owned()),
        Just("{{~ this ~}}".to_owned()),
        Just("{{join l (default a \"x\")}}".to_owned()),
        Just("{{@index}}".to_owned()),
        Just("{{../a}}".to_owned()),
        Just("\\{{".to_owned()),
        Just("{{!-- x --}}".to_owned()),
        Just("{{".to_owned()),
        Just("}}".to_owned()),
        "\\{\\{[#/^>*&!{~]?[a-z.\\[\\]()\"' |=0-9@$é]{0,10}\\}\\}",
    ]
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[a-z{}<\"é]{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-c]", inner, 0..3).prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn nothing_panics_and_bounds_hold(pieces in prop::collection::vec(piece(), 0..12), a in value(), b in value(), l in value()) {
        let source = pieces.concat();
        let scope = scope(json!({"a": a, "b": b, "l": l}));
        let variant = VariantContent::Email(EmailContent { subject: source.clone(), preheader: source.clone(), html: source, text: String::new() });
        if let Ok(Rendered::Email { html, subject, .. }) = render(&variant, &scope) {
            prop_assert!(html.len() <= OUTPUT + 2_000);
            prop_assert!(!subject.contains(['\n', '\r']));
        }
        preview(&variant, &scope);
    }

    #[test]
    fn any_text_in_data_comes_through_as_it_is(data in "\\PC{0,40}") {
        prop_assert_eq!(text("[{{x}}]", json!({"x": data})), Ok(format!("[{data}]")));
    }

    #[test]
    fn no_value_breaks_a_helper(at in 0..helpers::NAMES.len(), x in value(), y in value()) {
        let name = helpers::NAMES[at];
        let data = json!({"x": x, "y": y});
        for source in [format!("{{{{{name} x y}}}}"), format!("{{{{{name} x}}}}"), format!("{{{{#{name} x y}}}}{{{{this}}}}{{{{/{name}}}}}"), format!("{{{{#if ({name} x \"==\" y)}}}}{{{{/if}}}}")] {
            let _ = text(&source, data.clone());
        }
    }
}
