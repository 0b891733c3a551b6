//! A company as a person would write it by hand, with derived code: what the decoding by table is
//! compared with.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::{Map, Value};

macro_rules! company {
    ($name:ident { $($flatten:tt)* }) => {
        #[derive(Debug, Default, Deserialize)]
        #[serde(default)]
        #[allow(dead_code, reason = "decoded for the time it takes")]
        pub struct $name {
            #[serde(rename = "_id")]
            pub id: Option<String>,
            #[serde(rename = "externalId")]
            pub external_id: Option<String>,
            #[serde(rename = "sourceId")]
            pub source_id: Option<String>,
            #[serde(rename = "createDate")]
            pub create_date: Option<String>,
            #[serde(rename = "createdAt")]
            pub created_at: Option<String>,
            #[serde(rename = "lastUpdated")]
            pub last_updated: Option<String>,
            #[serde(rename = "updatedAt")]
            pub updated_at: Option<String>,
            pub custom: Option<Map<String, Value>>,
            #[serde(rename = "__v")]
            pub v: Option<i64>,
            pub name: Option<String>,
            pub owner: Option<Value>,
            #[serde(rename = "coOwner")]
            pub co_owner: Option<Value>,
            pub phase: Option<String>,
            pub status: Option<String>,
            pub domains: Option<Vec<String>>,
            #[serde(rename = "h")]
            pub health: Option<f64>,
            #[serde(rename = "hProfile")]
            pub h_profile: Option<String>,
            #[serde(rename = "hDiff")]
            pub h_diff: Option<f64>,
            #[serde(rename = "hDiffDate")]
            pub h_diff_date: Option<String>,
            #[serde(rename = "csmScore")]
            pub csm_score: Option<f64>,
            #[serde(rename = "csmScoreLog")]
            pub csm_score_log: Option<Vec<Map<String, Value>>>,
            pub mr: Option<f64>,
            pub mrr: Option<f64>,
            pub arr: Option<f64>,
            pub nrr30: Option<f64>,
            #[serde(rename = "mrrTotal")]
            pub mrr_total: Option<f64>,
            #[serde(rename = "nrrTotal")]
            pub nrr_total: Option<f64>,
            #[serde(rename = "mrTotal")]
            pub mr_total: Option<f64>,
            #[serde(rename = "arrTotal")]
            pub arr_total: Option<f64>,
            #[serde(rename = "beatDate")]
            pub beat_date: Option<String>,
            #[serde(rename = "renewalMrr")]
            pub renewal_mrr: Option<f64>,
            #[serde(rename = "renewalArr")]
            pub renewal_arr: Option<f64>,
            #[serde(rename = "renewalDate")]
            pub renewal_date: Option<String>,
            #[serde(rename = "renewalDaysFromNow")]
            pub renewal_days_from_now: Option<i64>,
            #[serde(rename = "autoRenews")]
            pub auto_renews: Option<bool>,
            #[serde(rename = "customerFrom")]
            pub customer_from: Option<String>,
            #[serde(rename = "customerTo")]
            pub customer_to: Option<String>,
            #[serde(rename = "lastRenewal")]
            pub last_renewal: Option<String>,
            #[serde(rename = "phaseSince")]
            pub phase_since: Option<String>,
            pub description: Option<String>,
            pub address: Option<String>,
            pub city: Option<String>,
            pub zip: Option<String>,
            pub country: Option<String>,
            #[serde(rename = "phonePrimary")]
            pub phone_primary: Option<String>,
            #[serde(rename = "phonePrimaryRaw")]
            pub phone_primary_raw: Option<String>,
            pub web: Option<String>,
            pub tags: Option<Vec<String>>,
            pub products: Option<Vec<String>>,
            pub licenses: Option<Vec<Map<String, Value>>>,
            pub sales: Option<Vec<Map<String, Value>>>,
            pub followers: Option<Vec<String>>,
            pub collaborators: Option<Vec<String>>,
            pub alerts: Option<Vec<Map<String, Value>>>,
            pub nps: Option<f64>,
            pub usage: Option<HashMap<String, f64>>,
            pub features: Option<Value>,
            pub sunits: Option<Map<String, Value>>,
            pub shareable: Option<Map<String, Value>>,
            pub documents: Option<Vec<Map<String, Value>>>,
            pub links: Option<Vec<Map<String, Value>>>,
            #[serde(rename = "lastActivities")]
            pub last_activities: Option<Vec<Map<String, Value>>>,
            #[serde(rename = "lastPerformedTriggers")]
            pub last_performed_triggers: Option<Vec<Map<String, Value>>>,
            #[serde(rename = "lastActive")]
            pub last_active: Option<String>,
            #[serde(rename = "lastActiveTime")]
            pub last_active_time: Option<String>,
            #[serde(rename = "lastTouch")]
            pub last_touch: Option<String>,
            #[serde(rename = "lastTouchTime")]
            pub last_touch_time: Option<String>,
            #[serde(rename = "lastTouchType")]
            pub last_touch_type: Option<String>,
            #[serde(rename = "lastTouchByType")]
            pub last_touch_by_type: Option<HashMap<String, String>>,
            #[serde(rename = "nextTouch")]
            pub next_touch: Option<Value>,
            #[serde(rename = "nextTouchDate")]
            pub next_touch_date: Option<String>,
            #[serde(rename = "headId")]
            pub head_id: Option<String>,
            #[serde(rename = "orgRootId")]
            pub org_root_id: Option<String>,
            #[serde(rename = "orgPath")]
            pub org_path: Option<Value>,
            #[serde(rename = "orgLevel")]
            pub org_level: Option<Value>,
            #[serde(rename = "orgUnits")]
            pub org_units: Option<Value>,
            #[serde(rename = "orgCount")]
            pub org_count: Option<i64>,
            #[serde(rename = "orgPathCount")]
            pub org_path_count: Option<i64>,
            #[serde(rename = "orgIndependent")]
            pub org_independent: Option<bool>,
            #[serde(rename = "orgMrr")]
            pub org_mrr: Option<f64>,
            #[serde(rename = "orgArr")]
            pub org_arr: Option<f64>,
            #[serde(rename = "orgMrrTotal")]
            pub org_mrr_total: Option<f64>,
            #[serde(rename = "orgArrTotal")]
            pub org_arr_total: Option<f64>,
            #[serde(rename = "orgHealthTotal")]
            pub org_health_total: Option<f64>,
            #[serde(rename = "daysInPhase")]
            pub days_in_phase: Option<i64>,
            #[serde(rename = "sentimentScore")]
            pub sentiment_score: Option<f64>,
            pub slug: Option<String>,
            $($flatten)*
        }
    };
}

company!(Plain {});
company!(Flatten {
    #[serde(flatten)]
    pub unknown: HashMap<String, Value>,
});
