--- Every key of tickmark.yml, as criteria/schema.lua reads it.

local TEXTS = { list = "text" }
local COLUMN = { any = { "text", { map = { from = "text", shape = "text", key = "bool",
  optional = "bool", ["true"] = TEXTS, ["false"] = TEXTS, dates = "text",
  decimal = "text" } } } }
local CADENCE = { any = { { map = { promise = "text", default = "period" } }, "period" } }
local SERIES = { required = { "paths", "controls" }, map = {
  paths = TEXTS, controls = TEXTS, cadence = CADENCE, due = "calendar|interval",
  grace = "period", from = { any = { { word = "first-record" }, "date" } },
  date = { map = { path = "text", field = "text", column = "text", newest = "text",
    sidecar = "text", commit = { word = "first" } } },
  owner = "text", retention = "period", mutable = "bool", source = "tool|manual",
  format = "opaque|markdown|yaml|json|csv|text", optional = "bool", rows = "text",
  table = { map = { separator = "text", dates = "text", decimal = "text" } },
  columns = { each = COLUMN }, title = "text" } }
local RECORD = { required = { "paths" }, map = {
  paths = TEXTS, ignore = TEXTS, head = "front-matter|none", fields = { each = "text" },
  values = { each = { each = "text" } }, each = "text", id = "text", cadence = CADENCE,
  grace = "period", date = "text", approval = "text", retention = "period",
  format = "markdown|yaml|json|csv|text", optional = "bool" } }

-- What tickmark check finds may be of these kinds (documents/check.lua).
local CODES = "head|id|reference|date|approval|review|version|stamp|placeholder|soa|"
  .. "unknown|secret|criteria|deletion|evidence"

return { required = { "organisation", "scope" }, map = {
  format = { word = "1" },
  organisation = { required = { "id", "name" },
    map = { id = "text", name = "text", entities = TEXTS } },
  scope = { required = { "id" }, map = { id = "text", document = "text" } },
  inherit = { list = "organisation|scope|people|records|evidence" },
  period = { map = { length = "period", from = "date", to = "date",
    operating_since = "date", migrated_by = TEXTS } },
  criteria = { map = {
    packs = { list = { map = { name = "text", version = "text", tree = "text" } } },
    map = { each = "text" },
    thresholds = { each = "text" } } },
  profile = "text",
  people = { map = { file = "text", roles = { each = TEXTS } } },
  records = { each = { any = { RECORD, TEXTS } } },
  evidence = { each = SERIES },
  series_rules = { map = { edited = "text", deleted = "text", recycled = "text",
    late = "text", unreadable = "text", missed = "text", stale = "text",
    burst = "text" } },
  checks = { map = { paths = TEXTS, params = { each = { each = "anything" } } } },
  check = { map = { blocks = { list = CODES }, touched_only = "bool" } },
  ledger = { map = { repository = "text", ref = "text", draft = "text" } },
  protected = "text",
} }
