--- The kinds of things that a ledger records; each lives in a folder of its own
--- and is a chain of events (DESIGN 9).

local order = require("tickmark.base.order")

local kinds = {}

---@class tickmark.Kind
---@field folder string     of its events
---@field prefix string     of its short id
---@field noun string       what people call it
---@field trailer string    that names it in commits
---@field types string[]     of heads
---@field shared boolean?   several may add to it at once and contradict nobody
---@field states string[]   the words that its paths may say, in the order of its life

--- What a ref of drafts has at the end of its name.
kinds.DRAFT = "-draft"

--- How many events one thing can have: their paths have four digits.
kinds.EVENTS_MAX = 9999

--- How much a grade weighs.
kinds.SEVERITY = { major = 3, minor = 2, ofi = 1 }

--- The word for a state in a sentence: "plan accepted".
---@param state string
---@return string
function kinds.words(state) return (state:gsub("%-", " ")) end

---@type table<string, tickmark.Kind>
kinds.BY_FOLDER = {
  findings = { folder = "findings", types = { "nonconformity", "ofi", "positive" },
    prefix = "NC", noun = "finding",
    trailer = "Finding",
    states = { "draft", "open", "responded", "disputed", "plan-proposed", "plan-accepted",
      "corrected", "verified", "reopened", "regraded", "closed", "withdrawn" } },
  actions = { folder = "actions", types = { "corrective-action" },
    prefix = "CA", noun = "corrective action",
    trailer = "Action",
    states = { "planned", "done", "checked", "dropped" } },
  requests = { folder = "requests", types = { "request" },
    prefix = "RQ", noun = "evidence request",
    trailer = "Request",
    states = { "open", "answered" } },
  runs = { folder = "runs", types = { "run" },
    prefix = "RUN", noun = "run", trailer = "Performed",
    states = { "performed" }, shared = true },
  meetings = { folder = "meetings", types = { "meeting" },
    prefix = "MTG", noun = "meeting", trailer = "Meeting",
    states = { "held" } },
  decisions = { folder = "decisions", types = { "decision" },
    prefix = "DEC", noun = "decision",
    trailer = "Decision",
    states = { "decided" } },
  trust = { folder = "trust", types = { "appointment", "requirement" },
    prefix = "TR", noun = "appointment",
    trailer = "Appointment",
    states = { "appointed", "dismissed", "required" } },
}

-- Findings of these types have a prefix of their own.
local PREFIX <const> = { ofi = "OFI", positive = "POS" }

--- May the name of something of this kind begin so?
---@param folder string
---@param prefix string
---@return boolean
function kinds.has_prefix(folder, prefix)
  if prefix == kinds.BY_FOLDER[folder].prefix then return true end
  return folder == "findings" and (prefix == PREFIX.ofi or prefix == PREFIX.positive)
end

--- "NC-7F3A", as people say it; `len` letters of the id.
---@param folder string
---@param head {id: string, type: string?, grade: string?}
---@param len integer?  default 4
---@return string
function kinds.short(folder, head, len)
  local prefix = folder == "findings" and (PREFIX[head.type] or PREFIX[head.grade])
    or kinds.BY_FOLDER[folder].prefix
  return prefix .. "-" .. head.id:sub(1, len or 4)
end

--- The patterns of all events' paths.
---@return string[]
function kinds.globs()
  local list = {}
  for i, folder in ipairs(order.keys(kinds.BY_FOLDER)) do
    list[i] = folder .. "/**/*.md"
  end
  return list
end

--- The folder of something's events.
---@param folder string  of its kind
---@param id string
---@return string
function kinds.folder(folder, id) return ("%s/%s/%s"):format(folder, id:sub(1, 2), id) end

--- What an event's path says of it.
---@param path string
---@return {folder: string, id: string, seq: integer, state: string, sha256: string}?
function kinds.parse_path(path)
  local folder, shard, id, seq, state, sha256 = path:match(
    "^(%l+)/(%w%w)/(%w+)/(%d%d%d%d)%-([%a-]+)%-(%x+)%.md$")
  if not id or not kinds.BY_FOLDER[folder] or #sha256 ~= 64
    or id:sub(1, 2) ~= shard then return nil end
  return { folder = folder, id = id, seq = math.tointeger(tonumber(seq)), state = state,
    sha256 = sha256 }
end

--- May a head be of this type?
---@param folder string
---@param name any
---@return boolean
function kinds.has_type(folder, name)
  for _, one in ipairs(kinds.BY_FOLDER[folder].types) do
    if one == name then return true end
  end
  return false
end

--- May a path say this state?
---@param folder string
---@param state string
---@return boolean
function kinds.has_state(folder, state)
  for _, one in ipairs(kinds.BY_FOLDER[folder].states) do
    if one == state then return true end
  end
  return false
end

return kinds
