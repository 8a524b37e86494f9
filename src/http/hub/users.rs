//! `/v1/user/`: users as programs keep them.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use serde_json::{Map, Value, json};

use crate::http::{
    answer::{Fault, ok, time},
    calls::Call,
};
use crate::{
    domain::users::{self, Edit, parse_properties},
    model::{AppError, IDENTITY_CHANNELS, Identity, UserDetail, UserPlace, distinct_id},
};

/// A bulk call deletes at most this many users.
const MAX_DELETED: usize = 1000;

/// `GET /v1/user/`: a page of the list, newest first. `after` leads to older ones, `before` to newer ones.
pub async fn list(call: Call) -> Result<Response, Fault> {
    let granted = call.enter()?;
    let limit = call.number("limit", 10, 1..=1000)?;
    let after = call.query("after").map(open_cursor).transpose()?;
    let before = if after.is_none() { call.query("before").map(open_cursor).transpose()? } else { None };
    let page = users::list(&granted, None, after.as_ref(), before.as_ref(), limit).await?;
    let count = users::count(&granted).await?;
    let cursor = |user: Option<&UserDetail>, there: bool| there.then(|| user.map(|detail| cursor(&UserPlace::of(&detail.user))));
    Ok(ok(
        200,
        json!({
            "meta": {
                "count": count,
                "limit": limit,
                "has_prev": page.has_newer,
                "before": cursor(page.users.first(), page.has_newer),
                "has_next": page.has_older,
                "after": cursor(page.users.last(), page.has_older),
            },
            "results": page.users.iter().map(show).collect::<Vec<_>>(),
        }),
    ))
}

fn cursor(place: &UserPlace) -> String {
    BASE64.encode(place.to_text())
}

fn open_cursor(text: &str) -> Result<UserPlace, AppError> {
    let bytes = BASE64.decode(text).unwrap_or_default();
    UserPlace::parse(&String::from_utf8_lossy(&bytes))
}

pub async fn find(call: Call, id: &str) -> Result<Response, Fault> {
    let detail = users::find(&call.enter()?, id).await?;
    Ok(ok(200, show(&detail)))
}

/// `POST /v1/user/{id}/`: properties are set, identities added.
pub async fn upsert(call: Call, id: &str) -> Result<Response, Fault> {
    let id = distinct_id("distinct_id", id)?;
    let Value::Object(mut fields) = (if call.body.is_empty() { json!({}) } else { call.json()? }) else {
        return Err(Fault::invalid("The body must be a JSON object with the user's properties and channels."));
    };
    // The address says who it is.
    fields.remove("distinct_id");
    write(&call, 201, id, Edit::Merge(fields)).await
}

/// `PATCH /v1/user/{id}/`: operators, in their order. The user is made when it is missing.
pub async fn edit(call: Call, id: &str) -> Result<Response, Fault> {
    let id = distinct_id("distinct_id", id)?;
    let body = call.json()?;
    let Some(operations) = body.get("operations") else {
        return Err(Fault::invalid("operations is missing: send {\"operations\": [{\"$set\": {…}}]}."));
    };
    write(&call, 202, id, Edit::Operate("operations".to_owned(), operations.clone())).await
}

async fn write(call: &Call, status: u16, id: String, edit: Edit) -> Result<Response, Fault> {
    let after = users::write(&call.enter_users()?, &[(id, edit)]).await?;
    Ok(ok(status, after.first().map_or(Value::Null, show)))
}

pub async fn delete(call: Call, id: &str) -> Result<Response, Fault> {
    users::remove(&call.enter_users()?, &[id.to_owned()], true).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// `DELETE /v1/bulk/user/`: ids that are not known are no error.
pub async fn delete_many(call: Call) -> Result<Response, Fault> {
    let body = call.json()?;
    let ids: Option<Vec<String>> = body
        .get("distinct_ids")
        .and_then(Value::as_array)
        .and_then(|ids| ids.iter().map(|id| id.as_str().map(str::to_owned)).collect());
    match ids {
        Some(ids) if (1..=MAX_DELETED).contains(&ids.len()) => {
            users::remove(&call.enter_users()?, &ids, false).await?;
            Ok(StatusCode::NO_CONTENT.into_response())
        }
        _ => Err(Fault::invalid(format!("distinct_ids must be a list of 1 to {MAX_DELETED} ids."))),
    }
}

/// A user as the clients know it.
fn show(detail: &UserDetail) -> Value {
    let mut out = Map::new();
    out.insert("distinct_id".to_owned(), json!(detail.user.distinct_id));
    out.insert("properties".to_owned(), Value::Object(parse_properties(&detail.user)));
    out.insert("created_at".to_owned(), json!(time(detail.user.created_at)));
    out.insert("updated_at".to_owned(), json!(time(detail.user.updated_at)));
    for (channel, is_object) in IDENTITY_CHANNELS {
        let on_it: Vec<Value> =
            detail.identities.iter().filter(|one| one.channel == *channel).map(|one| show_identity(one, *is_object)).collect();
        if !on_it.is_empty() {
            out.insert(format!("${channel}"), Value::Array(on_it));
        }
    }
    Value::Object(out)
}

fn show_identity(identity: &Identity, is_object: bool) -> Value {
    let value = if is_object { serde_json::from_str(&identity.value).unwrap_or_default() } else { json!(identity.value) };
    let mut out = Map::from_iter([
        ("value".to_owned(), value),
        ("status".to_owned(), json!(if identity.active { "active" } else { "inactive" })),
        ("perma_status".to_owned(), json!(if identity.active { "active" } else { "disabled" })),
    ]);
    if let Ok(Value::Object(detail)) = serde_json::from_str(&identity.detail) {
        out.extend(detail);
    }
    Value::Object(out)
}
