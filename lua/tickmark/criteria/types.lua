--- The types of records that an ISMS keeps.

local types = {}

local ALL = { "acknowledgement", "asset", "audit-plan", "audit-programme",
  "audit-report", "auditor-competence", "briefing", "cb-profile", "certificate",
  "certificate-use", "change", "competence", "context-issue", "corrective-action",
  "decision", "demonstration", "evidence", "exercise", "incident", "interview",
  "management-review", "meeting", "metric",
  "nonconformity", "objective", "observation", "ofi", "party", "policy", "positive",
  "procedure", "request", "risk", "role", "sample", "scope", "soa", "supplier",
  "training-result", "treatment-plan", "waiver" }

local KNOWN = {}
for _, name in ipairs(ALL) do KNOWN[name] = true end

---@return string[]
function types.all() return ALL end

---@param name string
---@return boolean
function types.known(name) return KNOWN[name] == true end

return types
