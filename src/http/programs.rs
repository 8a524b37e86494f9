//! The part of the router that programs talk to: no sessions, no cookies.

use axum::{
    Router,
    extract::{Request, State},
    response::{IntoResponse, Response},
    routing::{any, post},
};

use super::{
    answer::Fault,
    calls::{self, Target},
    hub, management,
};
use crate::access::App;

/// Both APIs for programs, on one origin.
pub fn router(app: App) -> Router {
    let mut router = Router::new();
    for path in ["/trigger", "/trigger/", "/event", "/event/", "/v1", "/v1/", "/v1/{*rest}", "/v2", "/v2/", "/v2/{*rest}"] {
        router = router.route(path, any(call));
    }
    // What older clients call with the workspace in front.
    for path in ["/{workspace}/trigger", "/{workspace}/trigger/", "/{workspace}/broadcast", "/{workspace}/broadcast/"] {
        router = router.route(path, post(unsupported));
    }
    router.with_state(app)
}

async fn call(State(app): State<App>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path();
    if let Some(target) = hub::Target::of_path(path) {
        calls::answer(parts, target, async |parts, method, target| hub::run(app, parts, body, method, target).await).await
    } else if let Some(target) = management::Target::of_path(path) {
        calls::answer(parts, target, async |parts, method, target| management::run(app, parts, body, method, target).await).await
    } else {
        Fault::missing(format!("{path} is no address of this API.")).into_response()
    }
}

/// Workflows and broadcasts that are described in the call itself.
async fn unsupported() -> Fault {
    Fault::missing(
        "This server has no dynamic workflows and no broadcasts. Make a workflow in the dashboard and trigger it with POST /trigger/.",
    )
}
